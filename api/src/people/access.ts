import { AppError } from '@invigil/contract/errors';
import type { PersonId } from '@invigil/contract/ids';
import { LockMode } from '@mikro-orm/core';
import type { EntityManager } from '@mikro-orm/postgresql';
import { Account } from '../accounts/account.ts';
import { PasswordReset } from '../accounts/passwordReset.ts';
import { Session } from '../sessions/session.ts';

/**
 * One person, whom nobody else changes until the transaction of `em` ends.
 * @throws {AppError} notFound.
 */
export async function lockPerson(em: EntityManager, id: PersonId): Promise<Account> {
  const account = await em.findOne(Account, { id }, { lockMode: LockMode.PESSIMISTIC_WRITE, refresh: true });
  if (!account) throw new AppError({ code: 'notFound' });
  return account;
}

/**
 * Holds all active admins until the transaction ends, so that two of them cannot each take the other's place away. Comes
 * before any other lock on an account, or two transactions could wait for each other.
 * @throws {AppError} lastAdmin when nobody else would be left to administer.
 */
export async function mustLeaveAnAdmin(em: EntityManager, without: PersonId): Promise<void> {
  const admins = await em.find(
    Account,
    { role: 'admin', state: 'active' },
    { lockMode: LockMode.PESSIMISTIC_WRITE, refresh: true, orderBy: { id: 'asc' } },
  );
  const isOne = admins.some(({ id }) => id === without);
  if (isOne && admins.length === 1) throw new AppError({ code: 'lastAdmin' });
}

/** Signs somebody out everywhere. @returns from how many browsers. */
export function endSessions(em: EntityManager, account: PersonId): Promise<number> {
  return em.nativeDelete(Session, { account });
}

/** Makes links worthless that were mailed to somebody who forgot their password. */
export async function endPasswordResets(em: EntityManager, account: PersonId): Promise<void> {
  await em.nativeDelete(PasswordReset, { account, usedAt: null });
}
