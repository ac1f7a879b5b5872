import type { EntityManager } from '@mikro-orm/postgresql';
import { Account } from '../accounts/account.ts';
import { missingKindsSql } from '../legal/consent.ts';

/** Who somebody says they are, with the hash of the password they must know. */
export interface SignInAccount {
  account: Account;
  /** Whether a current document is not accepted. */
  consentDue: boolean;
}

/** Written out and in one, because a whole exam signs in within the same minutes. */
const signInSql = `select a.*, exists (${missingKindsSql('a.id')}) as consent_due from account a where a.email = ?`;

/** @param email as `Account.emailOf` gives it. */
export async function findSignInAccount(em: EntityManager, email: string): Promise<SignInAccount | null> {
  const [row] = await em.execute<(Record<string, unknown> & { consent_due: boolean })[]>(signInSql, [email]);
  if (!row) return null;
  const { consent_due: consentDue, ...columns } = row;
  return { account: em.map(Account, columns), consentDue };
}
