import { AppError } from '@invigil/contract/errors';
import type { CheckId, PersonId } from '@invigil/contract/ids';
import { limits } from '@invigil/contract/limits';
import { LockMode } from '@mikro-orm/core';
import type { EntityManager } from '@mikro-orm/postgresql';
import type { Account } from '../accounts/account.ts';
import type { Handlers } from '../http/handlers.ts';
import { DeviceCheck } from './deviceCheck.ts';

/** The writing part of a check: what is typed is saved and read back as an answer is. */
export const checkTextHandlers: Pick<Handlers, 'saveCheckText' | 'checkText'> = {
  saveCheckText({ em, session, params, body, now }) {
    return em.transactional(async (tx) => {
      const check = await lockedCheck(tx, params.checkId, session.account.id);
      // Whoever did not hear the answer to a save sends the same again.
      const isRepeat = check.revision === body.baseRevision + 1 && check.text === body.text;
      if (!isRepeat) {
        mustBeUnderWay(check, now);
        if (check.revision !== body.baseRevision) throw new AppError({ code: 'stale' });
        check.text = body.text;
        check.revision += 1;
      }
      return { revision: check.revision, savedAt: now.toISOString() };
    });
  },

  async checkText({ em, session, params }) {
    const check = await em.findOne(DeviceCheck, { id: params.checkId, account: session.account });
    if (!check) throw new AppError({ code: 'notFound' });
    return { text: check.text, revision: check.revision };
  },
};

/**
 * A check of one's own, which nobody else changes until the transaction ends.
 * @throws {AppError} notFound.
 */
export async function lockedCheck(tx: EntityManager, checkId: CheckId, account: PersonId): Promise<DeviceCheck> {
  const check = await tx.findOne(DeviceCheck, { id: checkId, account }, { lockMode: LockMode.PESSIMISTIC_WRITE });
  if (!check) throw new AppError({ code: 'notFound' });
  return check;
}

/** What was saved in a check of this device that nobody finished: a page that is loaded again goes on with it. */
export async function leftText(
  em: EntityManager,
  { since, ...of }: Pick<DeviceCheck, 'kind' | 'deviceId'> & { account: Account; since: Date },
): Promise<Pick<DeviceCheck, 'text' | 'revision'>> {
  const last = await em.findOne(
    DeviceCheck,
    { ...of, beganAt: { $gte: since } },
    { orderBy: { beganAt: 'desc', id: 'desc' } },
  );
  return last === null || last.finishedAt ? { text: '', revision: 0 } : { text: last.text, revision: last.revision };
}

/** @throws {AppError} stale when it is finished, checkTimedOut when it took too long. */
export function mustBeUnderWay(check: DeviceCheck, now: Date): void {
  if (check.finishedAt) throw new AppError({ code: 'stale' });
  if (now >= endOf(check)) throw new AppError({ code: 'checkTimedOut' });
}

export const endOf = ({ beganAt }: Pick<DeviceCheck, 'beganAt'>) => new Date(beganAt.getTime() + limits.deviceCheckMs);
