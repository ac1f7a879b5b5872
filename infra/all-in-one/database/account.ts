import { readFileSync } from 'node:fs';
import { StartFailure } from '../startFailure.ts';

/** The account under which PostgreSQL runs; `undefined` is the account of this process. */
export type Account = { uid: number; gid: number; name: string } | undefined;

const preferred = 'nobody';

/**
 * PostgreSQL refuses to run as root, so root lets it run as `nobody`, or as whoever owns the data already.
 * initdb looks its account up by number, which is why one that exists is taken.
 */
export function databaseAccount(ownerOfData?: number): Account {
  if (process.getuid?.() !== 0) return undefined;
  const accounts = readAccounts();
  const account = accounts.find(({ uid, name }) =>
    ownerOfData === undefined ? name === preferred : uid === ownerOfData,
  );
  if (account) return account;
  throw new StartFailure(
    ownerOfData === undefined
      ? `PostgreSQL does not run as root and there is no account "${preferred}"; start Invigil as an ordinary user, or set DATABASE_URL.`
      : `The database belongs to account number ${ownerOfData}, which does not exist here; create it, or set DATABASE_URL.`,
  );
}

function readAccounts(): NonNullable<Account>[] {
  return readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .map((line) => line.split(':'))
    .flatMap(([name, , uid, gid]) =>
      name && uid && gid && uid !== '0' ? [{ name, uid: Number(uid), gid: Number(gid) }] : [],
    );
}
