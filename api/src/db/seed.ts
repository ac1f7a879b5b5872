import type { PersonId } from '@invigil/contract/ids';
import type { Role } from '@invigil/contract/roles';
import type { Clock } from '@invigil/server-kit/clock';
import { Account } from '../accounts/account.ts';
import { FileStore } from '../files/fileStore.ts';
import { acceptCurrentDocuments } from '../legal/consent.ts';
import { newId } from '../newId.ts';
import { Passwords } from '../sessions/passwords.ts';
import { addDemoExams } from './demoExams.ts';
import type { Orm } from './orm.ts';

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

/** Who has an account but no password yet, so that an admin has somebody to invite. */
const newcomer = { role: 'candidate', name: 'Inès Haddad', email: 'newcomer@demo.invigil.example' } as const;

/**
 * Fills an empty database with the demo: its accounts and `addDemoExams`. Does nothing when there is any account.
 * @param filesDir the folder of uploaded documents, where the api that serves the demo finds its subject.
 * @returns whether it filled the database.
 */
export async function seedDemo(orm: Orm, { clock, filesDir }: { clock: Clock; filesDir: string }): Promise<boolean> {
  const em = orm.em.fork();
  if ((await em.count(Account)) > 0) return false;
  const now = new Date(clock.now());
  const passwords = await Passwords.create();
  const account = ({ role, name, email }: Omit<DemoAccount, 'password'>, passwordHash: string | null) =>
    em.create(Account, {
      id: newId<PersonId>(),
      role,
      name,
      email: Account.emailOf(email),
      language: 'fr',
      state: passwordHash === null ? 'invited' : 'active',
      passwordHash,
      createdAt: now,
    });

  const accounts = await Promise.all(
    demoAccounts.map(async (demo) => account(demo, await passwords.hash(demo.password))),
  );
  account(newcomer, null);
  for (const each of accounts) await acceptCurrentDocuments(em, { account: each, at: now, networkHash: 'demo' });
  await addDemoExams(em, accounts, { now, files: new FileStore(filesDir) });
  await em.flush();
  return true;
}
