import { AppError } from '@invigil/contract/errors';
import type { SittingId } from '@invigil/contract/ids';
import type { EntityManager } from '@mikro-orm/postgresql';
import type { Account } from '../accounts/account.ts';
import type { Handlers } from '../http/handlers.ts';
import { liveSources } from '../live/liveSources.ts';
import type { Sitting } from '../sittings/sitting.ts';
import type { Act } from './faultCredits.ts';
import { mustHoldWriting } from './mustBeWritable.ts';
import { findMySitting, lockMySitting } from './mySitting.ts';
import { pause, resume } from './pauses.ts';
import { signOfLife } from './signOfLife.ts';
import { submit } from './submit.ts';
import { takeWriting } from './takeWriting.ts';
import { type Tellers, tellSitting } from './tellSitting.ts';
import { writingPulseOf } from './writingPulse.ts';
import { writingStateOf } from './writingState.ts';

type WritingRoute = 'writing' | 'holdWriting' | 'pauseWriting' | 'resumeWriting' | 'signOfLife' | 'submitSitting';

interface Request {
  em: EntityManager;
  session: { account: Account };
  params: { sittingId: SittingId };
  address: string;
}

export function writingHandlers(parts: Tellers): Pick<Handlers, WritingRoute> {
  const { clock, cluster } = parts;

  /** Changes my locked sitting in one transaction, at the time the lock was won, and tells of it once it is committed. */
  async function change<T>(
    { em, session, params, address }: Request,
    how: (tx: EntityManager, sitting: Sitting, act: Act) => T | Promise<T>,
  ): Promise<{ sitting: Sitting; at: Date; result: T }> {
    const changed = await em.transactional(async (tx) => {
      const sitting = await lockMySitting(tx, { ...params, account: session.account });
      const act = { at: new Date(clock.now()), address };
      return { sitting, at: act.at, result: await how(tx, sitting, act) };
    });
    await tellSitting(parts, changed.sitting, changed.at);
    return changed;
  }

  return {
    async writing({ em, session, params, query, now }) {
      const sitting = await findMySitting(em, { ...params, account: session.account });
      return writingStateOf(em, sitting, { startedAt: startOf(sitting), pageId: query.pageId, now });
    },

    async holdWriting(call) {
      const { pageId, takeOver } = call.body;
      const { sitting, at } = await change(call, (tx, mine, act) => takeWriting(tx, mine, { pageId, takeOver, act }));
      return writingStateOf(call.em, sitting, { startedAt: startOf(sitting), pageId, now: at });
    },

    async pauseWriting(call) {
      const { sitting, at } = await change(call, (tx, mine, act) => pause(tx, mine, { ...call.body, act }));
      return writingPulseOf(sitting, at);
    },

    async resumeWriting(call) {
      const { room } = await findMySitting(call.em, { ...call.params, account: call.session.account });
      // Asked before the row is locked, for the cluster may be slow to answer.
      const live = await liveSources(cluster, { roomId: room.id, ...call.params });
      const { sitting, at } = await change(call, (tx, mine, act) => resume(tx, mine, { ...call.body, live, act }));
      return writingPulseOf(sitting, at);
    },

    async signOfLife({ em, session: { account }, params: { sittingId }, body: { pageId }, now }) {
      const pulse = await signOfLife(em, { sittingId, candidateId: account.id, pageId, now });
      if (pulse) return pulse;
      const sitting = await findMySitting(em, { sittingId, account });
      startOf(sitting);
      // One that is over is told as it stands, to whichever page asks.
      if (!sitting.hasEnded()) mustHoldWriting(sitting, pageId);
      return writingPulseOf(sitting, now);
    },

    async submitSitting(call) {
      const { result } = await change(call, (tx, mine, act) => submit(tx, mine, { ...call.body, act }));
      return result;
    },
  };
}

/** @throws {AppError} sittingNotStarted. */
function startOf({ startedAt }: Sitting): Date {
  if (!startedAt) throw new AppError({ code: 'sittingNotStarted' });
  return startedAt;
}
