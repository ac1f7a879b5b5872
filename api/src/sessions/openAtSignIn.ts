import type { AuditAction } from '@invigil/contract/auditActions';
import type { EntityManager } from '@mikro-orm/postgresql';
import type { Account } from '../accounts/account.ts';
import { PreparedStatement } from '../db/preparedStatement.ts';
import { newId } from '../newId.ts';
import { Session } from './session.ts';

const action: AuditAction = 'sessionOpened';

const openSession = new PreparedStatement(
  'openSession',
  `
with ended as (
  delete from session where (account_id = $1 and expires_at <= $2) or token_hash = $3
), opened as (
  insert into session (account_id, created_at, seen_at, token_hash, id, expires_at, address, browser, consent_due)
  values ($1, $2, $2, $4, $5, $6, $7, $8, $9)
)
insert into audit_entry (id, at, actor_id, action, facts, address) values ($10, $2, $1, '${action}', '{}', $7)`,
);

/**
 * Opens a session and writes it down, and ends what expired and what this browser had, whoever's it was: no token that was
 * there before outlives a sign-in. All in one statement, hence in one transaction, because a whole exam signs in within the
 * same minutes and a sign-in should cost little more than the check of its password.
 * @param replaced the token that came with the request.
 */
export async function openAtSignIn(
  em: EntityManager,
  given: { account: Account; now: Date; address: string; browser: string; consentDue: boolean; replaced?: string },
): Promise<{ session: Session; token: string }> {
  const { account, now, address, browser, consentDue, replaced = '' } = given;
  // Of an em of its own, so that what is written here is not written again.
  const { session, token } = Session.open(em.fork(), { account, now, address, browser, consentDue });
  const { tokenHash, id, expiresAt } = session;
  await openSession.rows(em, [
    ...[account.id, now, Session.hashOf(replaced)],
    ...[tokenHash, id, expiresAt, address, browser, consentDue],
    newId(),
  ]);
  return { session, token };
}
