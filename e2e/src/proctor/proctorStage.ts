import type { ExamId, PersonId, SittingId } from '@invigil/contract/ids';
import type { Browser } from 'playwright-core';
import { CandidateDesk } from '../exam-day/candidateDesk.ts';
import { preparePages } from '../exam-day/candidateProfile.ts';
import { ExamDayStage, type OpenExam, type Writer } from '../exam-day/examDayStage.ts';
import { openExam } from '../exam-day/examPaper.ts';
import { freshEmail } from '../onboarding/onboardingStage.ts';
import { type Language, openContext, openHeadlessBrowser } from '../support/browsers.ts';
import { httpPerson } from '../support/httpPerson.ts';
import { signIn } from '../support/people.ts';
import { ProctorConsole } from './proctorConsole.ts';

export interface Colleague {
  name: string;
  email: string;
  password: string;
  personId: PersonId;
}

const password = 'Longenough1';

/** An exam day with proctors before it: every candidate and every proctor in a profile of their own, in one Chromium that can capture. */
export class ProctorStage {
  readonly day: ExamDayStage;
  readonly #browser: Browser;
  /** What a page refused under its own Content-Security-Policy, and what failed in its scripts. */
  readonly faults: string[] = [];

  private constructor(day: ExamDayStage, browser: Browser) {
    this.day = day;
    this.#browser = browser;
  }

  static async start(): Promise<ProctorStage> {
    const [day, browser] = await Promise.all([
      ExamDayStage.start(),
      // Nobody presses anything on a wall before a voice is to be heard there.
      openHeadlessBrowser({ fakeCapture: true, args: ['--autoplay-policy=no-user-gesture-required'] }),
    ]);
    return new ProctorStage(day, browser);
  }

  /** An exam whose one room is looked after by this team alone; without one, by the demo's proctor. */
  async exam(written: Parameters<typeof openExam>[0], team?: readonly Colleague[]): Promise<OpenExam> {
    const exam = await this.day.exam(openExam(written));
    if (team !== undefined) await this.#staff(exam.examId, team);
    return exam;
  }

  async #staff(examId: ExamId, team: readonly Colleague[]): Promise<void> {
    const admin = await this.day.house.admin();
    const [room] = (await admin.call('examRooms', { params: { examId } })).rooms;
    if (room === undefined) throw new Error('the exam has no room');
    const { roomId, revision } = room;
    const proctorIds = team.map(({ personId }) => personId);
    await admin.call('changeRoom', { params: { roomId }, body: { revision, proctorIds } });
  }

  /** Somebody new on the staff, whose account is active. */
  async colleague(name: string, role: 'proctor' | 'admin' = 'proctor', language: Language = 'en'): Promise<Colleague> {
    const { house } = this.day;
    const email = freshEmail('staff');
    const admin = await house.admin();
    const { personId } = await admin.call('addPerson', { body: { name, email, language, role, invite: true } });
    const { secret: code = '' } = await house.mailTo(email);
    const accepted = await house.current();
    await httpPerson(this.day.url).call('activate', { body: { code, password, language, accepted } });
    return { name, email, password, personId };
  }

  /** A candidate's page of their sitting, with the device that was checked. */
  async desk(writer: Writer, language: Language): Promise<CandidateDesk> {
    const context = await openContext(this.#browser, { origin: this.day.url, language, camera: true });
    context.setDefaultTimeout(20_000);
    await preparePages(context, writer.deviceId);
    const desk = await CandidateDesk.open(context, this.day, writer);
    this.#hear(desk.page);
    return desk;
  }

  /** Somebody of the staff, signed in and not at a wall yet. */
  async member(who: { email: string; password: string }, language: Language): Promise<ProctorConsole> {
    const context = await openContext(this.#browser, { origin: this.day.url, language, camera: true });
    context.setDefaultTimeout(20_000);
    const page = await context.newPage();
    this.#hear(page);
    await signIn(page, this.day.invigil, who);
    return new ProctorConsole(page, this.day.url);
  }

  /** The same before the wall of a room. */
  async console(
    who: { email: string; password: string },
    { roomId }: OpenExam,
    language: Language,
  ): Promise<ProctorConsole> {
    const member = await this.member(who, language);
    await member.openRoom(roomId);
    return member;
  }

  /** One candidate who writes in French, at their desk and begun, and one English proctor before the wall of their room. */
  async pair(
    written: Parameters<typeof openExam>[0],
    { proctor: proctorName, candidate }: { proctor: string; candidate: string },
  ): Promise<{ exam: OpenExam; writer: Writer; desk: CandidateDesk; proctor: ProctorConsole }> {
    const colleague = await this.colleague(proctorName);
    const exam = await this.exam(written, [colleague]);
    const writer = await this.day.writer(exam, { name: candidate, language: 'fr' });
    const [desk, proctor] = await Promise.all([this.desk(writer, 'fr'), this.console(colleague, exam, 'en')]);
    await desk.begin();
    return { exam, writer, desk, proctor };
  }

  #hear(page: CandidateDesk['page']): void {
    page.on('pageerror', (fault) => this.faults.push(fault.message));
    page.on('console', (message) => {
      if (message.text().includes('Content Security Policy')) this.faults.push(message.text());
    });
  }

  async close(): Promise<void> {
    await this.#browser.close();
    await this.day.close();
  }
}

/** Where the time of a candidate stands: milliseconds since 1970. */
export async function deadlineOf({ http, sittingId }: { http: Writer['http']; sittingId: SittingId }): Promise<number> {
  const { deadline } = await http.call('writing', { params: { sittingId } });
  return Date.parse(deadline);
}
