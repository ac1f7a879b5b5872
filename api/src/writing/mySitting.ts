import { AppError } from '@invigil/contract/errors';
import type { SittingId } from '@invigil/contract/ids';
import { LockMode } from '@mikro-orm/core';
import type { EntityManager } from '@mikro-orm/postgresql';
import type { Account } from '../accounts/account.ts';
import { Sitting } from '../sittings/sitting.ts';

interface Mine {
  sittingId: SittingId;
  account: Pick<Account, 'id'>;
}

/** @throws {AppError} notFound, also for somebody else's and for one of a draft. */
export async function findMySitting(em: EntityManager, { sittingId, account }: Mine): Promise<Sitting> {
  const sitting = await em.findOne(Sitting, { id: sittingId, candidate: account.id }, { populate: ['exam'] });
  return visible(sitting);
}

/**
 * The same as it is now, with its row locked until the end of the transaction: everything that changes a sitting or its
 * answers begins with it, so that a save is either before a handing in or after it. Exams are not locked.
 * @throws {AppError} notFound.
 */
export async function lockMySitting(tx: EntityManager, { sittingId, account }: Mine): Promise<Sitting> {
  const mine = { id: sittingId, candidate: account.id };
  const sitting = await tx.findOne(Sitting, mine, { lockMode: LockMode.PESSIMISTIC_WRITE, refresh: true });
  if (sitting) await tx.populate(sitting, ['exam']);
  return visible(sitting);
}

function visible(sitting: Sitting | null): Sitting {
  if (!sitting || sitting.exam.state === 'draft') throw new AppError({ code: 'notFound' });
  return sitting;
}
