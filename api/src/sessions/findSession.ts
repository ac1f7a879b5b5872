import type { EntityManager } from '@mikro-orm/postgresql';
import { Account } from '../accounts/account.ts';
import { PreparedStatement } from '../db/preparedStatement.ts';
import { Together } from '../db/together.ts';
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

type SessionRow = Record<string, unknown>;

const columns = [
  ...sessionColumns.map((column) => `s.${column}`),
  ...accountColumns.map((column) => `a.${column} as account__${column}`),
].join(', ');
const ofSessions = `select ${columns} from session s join account a on a.id = s.account_id`;
const sessionOfToken = new PreparedStatement<SessionRow>('sessionOfToken', `${ofSessions} where s.token_hash = $1`);
const sessionsOfTokens = new PreparedStatement<SessionRow>(
  'sessionsOfTokens',
  `${ofSessions} where s.token_hash = any($1)`,
);

/** Every request begins with it, and those that come at the same time begin together. */
const sessionRows = new Together<string, SessionRow | undefined>(async (em, hashes) => {
  if (hashes.length === 1) return [(await sessionOfToken.rows(em, hashes))[0]];
  const rows = await sessionsOfTokens.rows(em, [hashes]);
  const byHash = new Map(rows.map((row) => [row.token_hash, row]));
  return hashes.map((hash) => byHash.get(hash));
});

/** The session of a token with its account, both as entities of `em`; null when there is none. */
export async function findSession(em: EntityManager, token: string): Promise<Session | null> {
  const row = await sessionRows.ask(em, Session.hashOf(token));
  if (!row) return null;
  em.map(Account, Object.fromEntries(accountColumns.map((column) => [column, row[`account__${column}`]])));
  return em.map(Session, Object.fromEntries(sessionColumns.map((column) => [column, row[column]])));
}
