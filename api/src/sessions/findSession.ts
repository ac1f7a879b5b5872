import type { EntityManager } from '@mikro-orm/postgresql';
import { Account } from '../accounts/account.ts';
import { Session } from './session.ts';

const accountColumns = ['id', 'name', 'email', 'role', 'language', 'time_zone', 'state', 'created_at'] as const;

/** Written out, because every request begins with it and putting it together anew each time would take as long as asking. */
const sessionSql = `select s.*, ${accountColumns.map((column) => `a.${column} as account__${column}`).join(', ')}
  from session s join account a on a.id = s.account_id where s.token_hash = ?`;

/** The session of a token with its account, both as entities of `em`; null when there is none. */
export async function findSession(em: EntityManager, token: string): Promise<Session | null> {
  const [row] = await em.execute<Record<string, unknown>[]>(sessionSql, [Session.hashOf(token)]);
  if (!row) return null;
  em.map(Account, Object.fromEntries(accountColumns.map((column) => [column, row[`account__${column}`]])));
  const session = Object.entries(row).filter(([column]) => !column.startsWith('account__'));
  return em.map(Session, Object.fromEntries(session));
}
