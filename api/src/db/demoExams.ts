import { createHash, randomUUID } from 'node:crypto';
import { textContent } from '@invigil/contract/answerContent';
import { type DocumentId, type ExamId, questionId, type RoomId, type SittingId } from '@invigil/contract/ids';
import type { Question } from '@invigil/contract/questions';
import type { ExamKind } from '@invigil/contract/routes/exam';
import type { EntityManager } from '@mikro-orm/postgresql';
import type { Account } from '../accounts/account.ts';
import { Answer } from '../answers/answer.ts';
import { Exam } from '../exams/exam.ts';
import { ExamDocument } from '../exams/examDocument.ts';
import type { FileStore } from '../files/fileStore.ts';
import { newId } from '../newId.ts';
import { Room } from '../rooms/room.ts';
import { Sitting } from '../sittings/sitting.ts';
import { demoExamInstructions, demoExamQuestions, demoTestInstructions, demoTestQuestions } from './demoQuestions.ts';
import { demoSubject, demoSubjectName } from './demoSubject.ts';

const hour = 60 * 60 * 1000;
const day = 24 * hour;

interface DemoExam {
  title: string;
  kind?: ExamKind;
  room: string;
  /** From now, in milliseconds. */
  opensIn: number;
  closesIn: number;
  durationMinutes: number;
  /** Whether the demo's proctor watches it. */
  watched?: boolean;
  technicalTestRequired?: boolean;
  instructions?: string;
  questions?: Question[];
  /** Whether candidates read a subject while they write. */
  hasSubject?: boolean;
  /** What the first candidate handed in; the exam is over. */
  copy?: string;
}

/** The first is the one to try: open for a month, so that a demo left running is not over. */
const demoExams = (): DemoExam[] => [
  {
    title: 'Droit constitutionnel',
    room: 'Salle 1',
    opensIn: -hour,
    closesIn: 30 * day,
    durationMinutes: 180,
    watched: true,
    instructions: demoExamInstructions,
    questions: demoExamQuestions(),
    hasSubject: true,
  },
  {
    title: 'Test technique',
    kind: 'technicalTest',
    room: 'Tests',
    opensIn: -hour / 2,
    closesIn: 30 * day,
    durationMinutes: 20,
    instructions: demoTestInstructions,
    questions: demoTestQuestions(),
  },
  {
    title: 'Droit civil',
    room: 'Salle 2',
    opensIn: 7 * day,
    closesIn: 7 * day + 4 * hour,
    durationMinutes: 180,
    technicalTestRequired: true,
  },
  {
    title: 'Histoire du droit',
    room: 'Salle 3',
    opensIn: -21 * day,
    closesIn: -21 * day + 3 * hour,
    durationMinutes: 120,
    copy: 'Le Code civil de 1804\n\nPromulgué le 21 mars 1804, il réunit en un seul corps les lois civiles.',
  },
];

/**
 * One exam that is open, with questions and a subject, and both candidates in a room that the proctor watches; a technical
 * test that can be taken now and an exam next week that requires it; and one of three weeks ago, of which the first candidate
 * handed in a copy. The subject is in `files` before this resolves, the rest with the next flush.
 */
export async function addDemoExams(
  em: EntityManager,
  accounts: readonly Account[],
  { now, files }: { now: Date; files: FileStore },
): Promise<void> {
  const candidates = accounts.filter(({ role }) => role === 'candidate');
  const proctors = accounts.filter(({ role }) => role === 'proctor');
  const after = (ms: number) => new Date(now.getTime() + ms);
  for (const demo of demoExams()) {
    const { title, kind = 'exam', durationMinutes, technicalTestRequired = false, copy } = demo;
    const { instructions = '', questions = [] } = demo;
    const [opensAt, closesAt] = [after(demo.opensIn), after(demo.closesIn)];
    const exam = em.create(Exam, {
      id: newId<ExamId>(),
      title,
      kind,
      state: 'published',
      createdAt: now,
      opensAt,
      closesAt,
      durationMinutes,
      instructions,
      questions,
      webcamRequired: true,
      screenRequired: true,
      technicalTestRequired,
      // A demo shows all of the proctor's console.
      answersShown: true,
    });
    if (demo.hasSubject) await addSubject(em, exam, { accounts, now, files });
    const room = em.create(Room, {
      id: newId<RoomId>(),
      name: demo.room,
      exam,
      proctors: demo.watched ? proctors : [],
    });
    for (const candidate of copy === undefined ? candidates : candidates.slice(0, 1)) {
      const past =
        copy === undefined
          ? { state: 'scheduled' as const }
          : { state: 'submitted' as const, startedAt: opensAt, submittedAt: closesAt, frozenAt: closesAt };
      const sitting = em.create(Sitting, { id: newId<SittingId>(), candidate, exam, room, ...past });
      if (copy === undefined) continue;
      em.create(Answer, {
        sitting,
        questionId: questionId.parse(exam.id),
        content: textContent(copy),
        text: copy,
        revision: 1,
        savedAt: closesAt,
        saveId: randomUUID(),
      });
    }
  }
}

async function addSubject(
  em: EntityManager,
  exam: Exam,
  { accounts, now, files }: { accounts: readonly Account[]; now: Date; files: FileStore },
): Promise<void> {
  const uploadedBy = accounts.find(({ role }) => role === 'admin');
  if (!uploadedBy) return;
  const bytes = await demoSubject(now);
  const id = newId<DocumentId>();
  const storageKey = `exams/${exam.id}/${id}.pdf`;
  await files.put(storageKey, bytes);
  em.create(ExamDocument, {
    id,
    exam,
    fileName: demoSubjectName,
    mediaType: 'application/pdf',
    byteSize: bytes.length,
    sha256: createHash('sha256').update(bytes).digest('hex'),
    storageKey,
    uploadedBy,
    uploadedAt: now,
  });
}
