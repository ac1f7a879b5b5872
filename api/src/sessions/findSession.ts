import type { EntityManager } from '@mikro-orm/postgresql';
import { Account } from '../accounts/account.ts';
import { PreparedStatement } from '../db/preparedStatement.ts';
import { Session } from './session.ts';

const accountColumns = ['id', 'name', 'email', 'role', 'language', 'time_zone', 'state', 'created_at'] as const;
const sessionColumns = [
  'token_hash',
  'id',
  'account_id',
  'created_at',
  'seen_at',
  'expires_at',
  'address',
  'browser',
  'consent_due',
] as const;

/** Every request begins with it. */
const sessionOfToken = new PreparedStatement<Record<string, unknown>>(
  'sessionOfToken',
  `select ${sessionColumns.map((column) => `s.${column}`).join(', ')},
    ${accountColumns.map((column) => `a.${column} as account__${column}`).join(', ')}
  from session s join account a on a.id = s.account_id where s.token_hash = $1`,
);

/** The session of a token with its account, both as entities of `em`; null when there is none. */
export async function findSession(em: EntityManager, token: string): Promise<Session | null> {
  const [row] = await sessionOfToken.rows(em, [Session.hashOf(token)]);
  if (!row) return null;
  em.map(Account, Object.fromEntries(accountColumns.map((column) => [column, row[`account__${column}`]])));
  return em.map(Session, Object.fromEntries(sessionColumns.map((column) => [column, row[column]])));
}
