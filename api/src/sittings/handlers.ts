import { AppError } from '@invigil/contract/errors';
import type { EntityManager } from '@mikro-orm/postgresql';
import type { Account } from '../accounts/account.ts';
import { audit } from '../audit/auditEntry.ts';
import type { Handlers } from '../http/handlers.ts';
import type { JoinTokens } from '../joinTokens.ts';
import { Sitting } from './sitting.ts';

export function sittingHandlers(joinTokens: JoinTokens): Pick<Handlers, 'mySittings' | 'sittingJoinToken'> {
  return {
    async mySittings({ em, session, now }) {
      const mine = await em.find(
        Sitting,
        { candidate: session.account, exam: { state: { $ne: 'draft' } } },
        { populate: ['exam'] },
      );
      return { serverTime: now.toISOString(), sittings: nextFirst(mine, now).map((sitting) => sitting.asMySitting()) };
    },

    async sittingJoinToken({ em, session: { account }, params, now, host, address }) {
      const sitting = await em.findOne(Sitting, { id: params.sittingId, candidate: account }, { populate: ['exam'] });
      if (!sitting || sitting.exam.state === 'draft') throw new AppError({ code: 'notFound' });
      sitting.mustBeOpen(now);
      if (sitting.exam.technicalTestRequired) await mustHavePassedTest(em, account);
      audit(em, {
        at: now,
        actorId: account.id,
        address,
        action: 'sittingJoinTokenIssued',
        subjectId: sitting.id,
      });
      return joinTokens.grant(host, {
        role: 'candidate',
        personId: account.id,
        sittingId: sitting.id,
        roomId: sitting.room.id,
        endsAt: sitting.closing(now).getTime(),
      });
    },
  };
}

/** @throws {AppError} technicalTestRequired when no technical test was ever submitted. */
async function mustHavePassedTest(em: EntityManager, candidate: Account): Promise<void> {
  const passed = await em.count(Sitting, { candidate, state: 'submitted', exam: { kind: 'technicalTest' } });
  if (passed === 0) throw new AppError({ code: 'technicalTestRequired' });
}

/** What is open or to come, the soonest first; then what is over, the latest first. */
function nextFirst(sittings: Sitting[], now: Date): Sitting[] {
  const openings = (sitting: Sitting) => sitting.exam.opensAt.getTime();
  const isPast = (sitting: Sitting) => sitting.closing(now) <= now;
  return [
    ...sittings.filter((sitting) => !isPast(sitting)).sort((a, b) => openings(a) - openings(b)),
    ...sittings.filter(isPast).sort((a, b) => openings(b) - openings(a)),
  ];
}
