import type { EntityManager } from '@mikro-orm/postgresql';
import { Account } from '../accounts/account.ts';
import { PreparedStatement } from '../db/preparedStatement.ts';
import { missingKindsSql } from '../legal/consent.ts';

/** Who somebody says they are, with the hash of the password they must know. */
export interface SignInAccount {
  account: Account;
  /** Whether a current document is not accepted. */
  consentDue: boolean;
}

const signInAccount = new PreparedStatement<Record<string, unknown> & { consent_due: boolean }>(
  'signInAccount',
  `select a.id, a.name, a.email, a.role, a.language, a.time_zone, a.state, a.created_at, a.password_hash,
    exists (${missingKindsSql('a.id')}) as consent_due
  from account a where a.email = $1`,
);

/** @param email as `Account.emailOf` gives it. */
export async function findSignInAccount(em: EntityManager, email: string): Promise<SignInAccount | null> {
  const [row] = await signInAccount.rows(em, [email]);
  if (!row) return null;
  const { consent_due: consentDue, ...columns } = row;
  return { account: em.map(Account, columns), consentDue };
}
