import { plainText } from '@invigil/contract/answerContent';
import type { AuditAction } from '@invigil/contract/auditActions';
import type { HttpCaller } from '@invigil/contract/client/httpCaller';
import type { DeviceId, ExamId, PersonId, QuestionId, RoomId, SittingId } from '@invigil/contract/ids';
import { questionsOf } from '@invigil/contract/questions';
import type { AuditEntry } from '@invigil/contract/routes/admin/audit';
import type { Page } from 'playwright-core';
import { freshEmail, OnboardingStage } from '../onboarding/onboardingStage.ts';
import type { Language } from '../support/browsers.ts';
import { httpPersonAs } from '../support/httpPerson.ts';
import { demo, signIn } from '../support/people.ts';
import type { StartProduct } from '../support/product.ts';
import { passDeviceCheck } from './deviceCheckBot.ts';
import { openExam, paperOf } from './examPaper.ts';

export interface OpenExam {
  examId: ExamId;
  roomId: RoomId;
  questionIds: QuestionId[];
}
/** A candidate who is about to write: account, sitting and a checked device, and a caller that reads what the server has. */
export interface Writer {
  name: string;
  email: string;
  password: string;
  personId: PersonId;
  sittingId: SittingId;
  deviceId: DeviceId;
  http: HttpCaller;
}

const password = 'Longenough1';

/** The whole product on an exam day, with its admin's and its candidates' own ways to ask it things. */
export class ExamDayStage {
  readonly house: OnboardingStage;

  private constructor(house: OnboardingStage) {
    this.house = house;
  }

  /** As one process unless told. */
  static async start(startProduct?: StartProduct): Promise<ExamDayStage> {
    return new ExamDayStage(await OnboardingStage.start(startProduct));
  }

  get invigil() {
    return this.house.invigil;
  }

  get url(): string {
    return this.invigil.url;
  }

  /** Published, with one room that the demo's proctor watches and as many PDFs as are asked for. */
  async exam(written = openExam(), documents = 0): Promise<OpenExam> {
    const admin = await this.house.admin();
    const { examId } = await admin.call('createExam', { body: written });
    const params = { examId };
    const { people } = await admin.call('people', { query: { search: demo.proctor.email } });
    const proctorIds = people.map(({ personId }) => personId);
    const { roomId } = await admin.call('createRoom', { params, body: { name: 'Room 1', proctorIds } });
    for (let pages = 3; pages < 3 + documents; pages += 1) {
      await admin.call('addExamDocument', { params, query: { fileName: `Case ${pages}.pdf` }, file: paperOf(pages) });
    }
    const { revision, questions } = await admin.call('exam', { params });
    await admin.call('publishExam', { params, body: { revision } });
    return { examId, roomId, questionIds: questionsOf({ examId, questions }).map((one) => one.questionId) };
  }

  /** An active candidate with a sitting, who has not checked any device. */
  async enrolled({ examId, roomId }: OpenExam, of: { name: string; language?: Language }) {
    const { name, language = 'en' } = of;
    const admin = await this.house.admin();
    const email = freshEmail('writer');
    await this.house.activated({ name, email, password, language });
    const { people } = await admin.call('people', { query: { search: email } });
    const personIds = people.map(({ personId }) => personId);
    await admin.call('enrol', { params: { examId }, body: { roomId, personIds } });
    const http = await httpPersonAs(this.url, { email, password });
    const { sittings } = await http.call('mySittings');
    const [personId] = personIds;
    const [sitting] = sittings;
    if (personId === undefined || sitting === undefined) throw new Error('nobody was enrolled');
    return { name, email, password, personId, sittingId: sitting.sittingId, http };
  }

  /** The same with a checked device. */
  async writer(exam: OpenExam, of: { name: string; language?: Language }): Promise<Writer> {
    const enrolled = await this.enrolled(exam, of);
    return { ...enrolled, deviceId: await passDeviceCheck(enrolled.http, this.url) };
  }

  /** The demo's proctor before the wall of this exam's room. */
  async proctor({ roomId }: OpenExam): Promise<Page> {
    const { page } = await this.house.open({ language: 'en' });
    await signIn(page, this.invigil, demo.proctor);
    await page.goto(`${this.url}/rooms/${roomId}`);
    await page.getByTestId('tile').first().waitFor();
    return page;
  }

  /** What the proctor of a room reads of its incidents, the last one first. */
  async incidents({ roomId }: OpenExam, sittingId: SittingId) {
    const proctor = await this.#proctorHttp();
    const { incidents } = await proctor.call('roomIncidents', { params: { roomId }, query: { sittingId } });
    return incidents;
  }

  #proctorCaller: Promise<HttpCaller> | undefined;
  #proctorHttp(): Promise<HttpCaller> {
    this.#proctorCaller ??= httpPersonAs(this.url, demo.proctor);
    return this.#proctorCaller;
  }

  /** What was written down about a sitting, the newest first. */
  async audited(subjectId: SittingId, action: AuditAction): Promise<AuditEntry[]> {
    const admin = await this.house.admin();
    return (await admin.call('audit', { query: { subjectId, action } })).entries;
  }

  /** Minutes beyond the duration, for one candidate. */
  async giveMinutes(sittingId: SittingId, extraMinutes: number): Promise<void> {
    const admin = await this.house.admin();
    await admin.call('changeSitting', { params: { sittingId }, body: { extraMinutes } });
  }

  close(): Promise<void> {
    return this.house.close();
  }
}

/** What the server has of one answer, in plain letters; the first question's when none is named. */
export async function serverText({ http, sittingId }: Writer, question?: QuestionId): Promise<string> {
  const { answers, exam } = await http.call('writing', { params: { sittingId } });
  const wanted = question ?? exam.questions[0]?.questionId;
  const answer = answers.find(({ questionId }) => questionId === wanted);
  return answer === undefined ? '' : plainText(answer.content);
}
