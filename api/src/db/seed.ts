import type { ExamId, PersonId, RoomId, SittingId } from '@invigil/contract/ids';
import type { Role } from '@invigil/contract/roles';
import type { Clock } from '@invigil/server-kit/clock';
import { Account } from '../accounts/account.ts';
import { Exam } from '../exams/exam.ts';
import { acceptCurrentDocuments } from '../legal/consent.ts';
import { newId } from '../newId.ts';
import { Room } from '../rooms/room.ts';
import { Passwords } from '../sessions/passwords.ts';
import { Sitting } from '../sittings/sitting.ts';
import type { Orm } from './orm.ts';

const hour = 60 * 60 * 1000;
const day = 24 * hour;

interface DemoAccount {
  role: Role;
  name: string;
  email: string;
  password: string;
}

/** Who can sign in to a fresh demo. These passwords are public: never seed a database that others can reach. */
export const demoAccounts = [
  { role: 'admin', name: 'Alix Bernard', email: 'admin@demo.invigil.example', password: 'Administrator1' },
  { role: 'proctor', name: 'Paul Moreau', email: 'proctor@demo.invigil.example', password: 'Proctor1' },
  { role: 'candidate', name: 'Camille Laurent', email: 'candidate1@demo.invigil.example', password: 'Candidate1' },
  { role: 'candidate', name: 'Diego Martins', email: 'candidate2@demo.invigil.example', password: 'Candidate2' },
] as const satisfies readonly DemoAccount[];

/**
 * Fills an empty database with the demo: its accounts, one open exam, and one room in which the proctor watches both
 * candidates. Does nothing when there is any account.
 * @returns whether it filled the database.
 */
export async function seedDemo(orm: Orm, { clock }: { clock: Clock }): Promise<boolean> {
  const em = orm.em.fork();
  if ((await em.count(Account)) > 0) return false;
  const now = new Date(clock.now());
  const passwords = await Passwords.create();

  const accounts = await Promise.all(
    demoAccounts.map(async ({ role, name, email, password }) =>
      em.create(Account, {
        id: newId<PersonId>(),
        role,
        name,
        email: Account.emailOf(email),
        language: 'fr',
        state: 'active',
        passwordHash: await passwords.hash(password),
        createdAt: now,
      }),
    ),
  );
  for (const account of accounts) await acceptCurrentDocuments(em, { account, at: now, networkHash: 'demo' });
  const exam = em.create(Exam, {
    id: newId<ExamId>(),
    title: 'Droit constitutionnel',
    kind: 'exam',
    state: 'published',
    createdAt: now,
    opensAt: new Date(now.getTime() - hour),
    closesAt: new Date(now.getTime() + 30 * day),
    durationMinutes: 180,
    webcamRequired: true,
    screenRequired: true,
  });
  const room = em.create(Room, {
    id: newId<RoomId>(),
    name: 'Salle 1',
    exam,
    proctors: accounts.filter(({ role }) => role === 'proctor'),
  });
  for (const candidate of accounts.filter(({ role }) => role === 'candidate')) {
    em.create(Sitting, { id: newId<SittingId>(), candidate, exam, room, state: 'scheduled' });
  }
  await em.flush();
  return true;
}
