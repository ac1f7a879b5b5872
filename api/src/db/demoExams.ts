import { randomUUID } from 'node:crypto';
import { textContent } from '@invigil/contract/answerContent';
import { type ExamId, questionId, type RoomId, type SittingId } from '@invigil/contract/ids';
import type { ExamKind } from '@invigil/contract/routes/exam';
import type { EntityManager } from '@mikro-orm/postgresql';
import type { Account } from '../accounts/account.ts';
import { Answer } from '../answers/answer.ts';
import { Exam } from '../exams/exam.ts';
import { newId } from '../newId.ts';
import { Room } from '../rooms/room.ts';
import { Sitting } from '../sittings/sitting.ts';

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
  /** What the first candidate handed in; the exam is over. */
  copy?: string;
}

/** The first is the one to try: open for a month, so that a demo left running is not over. */
const demoExams: DemoExam[] = [
  {
    title: 'Droit constitutionnel',
    room: 'Salle 1',
    opensIn: -hour,
    closesIn: 30 * day,
    durationMinutes: 180,
    watched: true,
  },
  {
    title: 'Test technique',
    kind: 'technicalTest',
    room: 'Tests',
    opensIn: -hour / 2,
    closesIn: 7 * day,
    durationMinutes: 20,
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
 * One exam that is open, with both candidates in a room that the proctor watches; a technical test and an exam next week
 * that requires it; and one of three weeks ago, of which the first candidate handed in a copy.
 */
export function addDemoExams(em: EntityManager, accounts: readonly Account[], now: Date): void {
  const candidates = accounts.filter(({ role }) => role === 'candidate');
  const proctors = accounts.filter(({ role }) => role === 'proctor');
  const after = (ms: number) => new Date(now.getTime() + ms);
  for (const demo of demoExams) {
    const { title, kind = 'exam', durationMinutes, technicalTestRequired = false, copy } = demo;
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
      webcamRequired: true,
      screenRequired: true,
      technicalTestRequired,
    });
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
