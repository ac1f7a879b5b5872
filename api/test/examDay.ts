import type { ExamId, PersonId, RoomId, SittingId } from '@invigil/contract/ids';
import type { Role } from '@invigil/contract/roles';
import { hash } from '@node-rs/argon2';
import { Account } from '../src/accounts/account.ts';
import type { Orm } from '../src/db/orm.ts';
import { Exam } from '../src/exams/exam.ts';
import { acceptCurrentDocuments } from '../src/legal/consent.ts';
import { newId } from '../src/newId.ts';
import { Room } from '../src/rooms/room.ts';
import { Sitting } from '../src/sittings/sitting.ts';

export const password = 'Right1Password';
/** Cheap, because what these tests are about is not how long a hash takes; the cost is part of the hash. */
const passwordHash = await hash(password, { memoryCost: 64, timeCost: 1 });

export const hour = 60 * 60 * 1000;

let people = 0;

/** Writes a new person down; addresses never repeat. */
export async function addAccount(orm: Orm, role: Role, given: { state?: Account['state'] } = {}): Promise<Account> {
  people += 1;
  const em = orm.em.fork();
  const account = em.create(Account, {
    id: newId<PersonId>(),
    role,
    name: `${role} ${people}`,
    email: `${role}${people}@exam-day.example`,
    language: 'fr',
    state: 'active',
    passwordHash,
    createdAt: new Date(0),
    ...given,
  });
  await acceptCurrentDocuments(em, { account, at: new Date(0), networkHash: 'test' });
  await em.flush();
  return account;
}

/** An exam from 10:00 to 13:00 at the test clock's day, with one room, one candidate and one proctor. */
export async function addExamDay(
  orm: Orm,
  given: { opensAt?: Date; closesAt?: Date; state?: Sitting['state'] } = {},
): Promise<{ candidate: Account; proctor: Account; exam: Exam; room: Room; sitting: Sitting }> {
  const candidate = await addAccount(orm, 'candidate');
  const proctor = await addAccount(orm, 'proctor');
  const em = orm.em.fork();
  const exam = em.create(Exam, {
    id: newId<ExamId>(),
    title: 'Droit civil',
    kind: 'exam',
    state: 'published',
    createdAt: new Date(0),
    opensAt: given.opensAt ?? new Date(Date.UTC(2026, 5, 15, 10)),
    closesAt: given.closesAt ?? new Date(Date.UTC(2026, 5, 15, 13)),
    durationMinutes: 120,
    webcamRequired: true,
    screenRequired: true,
  });
  const room = em.create(Room, { id: newId<RoomId>(), name: 'Salle A', exam, proctors: [proctor.id] });
  const sitting = em.create(Sitting, {
    id: newId<SittingId>(),
    candidate: candidate.id,
    exam,
    room,
    state: given.state ?? 'scheduled',
  });
  await em.flush();
  return { candidate, proctor, exam, room, sitting };
}
