import { randomUUID } from 'node:crypto';
import { Account } from '@invigil/api/accounts/account';
import type { Orm } from '@invigil/api/db/orm';
import { Exam } from '@invigil/api/exams/exam';
import { newId } from '@invigil/api/newId';
import { Room } from '@invigil/api/rooms/room';
import { Sitting } from '@invigil/api/sittings/sitting';
import { type ExamId, type PageId, type PersonId, pageId, type RoomId, type SittingId } from '@invigil/contract/ids';
import type { Question } from '@invigil/contract/questions';

const minute = 60 * 1000;

/** A candidate of a bench's exam, who writes. */
interface Enrolled {
  candidate: Account;
  sitting: Sitting;
  /** The page that holds the writing. */
  page: PageId;
}

/** An exam that opened five minutes ago, with one room in which all of so many candidates write since `now`; the caller flushes it. */
export function benchExam(
  em: Orm['em'],
  { count, now, roomName, questions = [] }: { count: number; now: Date; roomName: string; questions?: Question[] },
): { exam: Exam; room: Room; enrolled: Enrolled[] } {
  const exam = em.create(Exam, {
    id: newId<ExamId>(),
    title: 'Droit civil',
    kind: 'exam',
    state: 'published',
    createdAt: now,
    opensAt: new Date(now.getTime() - 5 * minute),
    closesAt: new Date(now.getTime() + 4 * 60 * minute),
    durationMinutes: 180,
    webcamRequired: true,
    screenRequired: true,
    questions,
  });
  const room = em.create(Room, { id: newId<RoomId>(), name: roomName, exam });
  const enrolled = Array.from({ length: count }, (_, index): Enrolled => {
    const number = String(index + 1).padStart(3, '0');
    const candidate = em.create(Account, {
      id: newId<PersonId>(),
      role: 'candidate',
      name: `Candidate ${number}`,
      email: `candidate${number}@bench.invigil.example`,
      language: 'en',
      timeZone: 'Europe/Paris',
      state: 'active',
      passwordHash: null,
      createdAt: now,
    });
    const page = pageId.parse(randomUUID());
    const sitting = em.create(Sitting, {
      id: newId<SittingId>(),
      candidate,
      exam,
      room,
      state: 'writing',
      startedAt: now,
      writingPageId: page,
      lastSeenAt: now,
    });
    return { candidate, sitting, page };
  });
  return { exam, room, enrolled };
}
