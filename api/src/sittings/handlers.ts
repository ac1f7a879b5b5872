import { AppError } from '@invigil/contract/errors';
import type { EntityManager } from '@mikro-orm/postgresql';
import { audit } from '../audit/auditEntry.ts';
import { lateEntry } from '../entry/gates.ts';
import { lacksTechnicalTest } from '../entry/technicalTest.ts';
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
      await mustBeAdmitted(em, sitting, now);
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

/**
 * Who may be live in a sitting. Going live comes before the start, for what is shared is seen by the media plane first: so the
 * window, late entry included, and the technical test are asked for here as they are at the start. The device is not, for a
 * stream of an unchecked device does no harm and shows the proctor who tries to enter; and once a sitting is started nothing
 * but its end takes the stream away, or a check that expires in the middle of an exam would.
 * @throws {AppError} sittingOver, examCancelled, examNotOpen, examClosed, lateEntryClosed, technicalTestRequired.
 */
async function mustBeAdmitted(em: EntityManager, sitting: Sitting, now: Date): Promise<void> {
  sitting.mustBeOpen(now);
  if (sitting.startedAt) return;
  const late = sitting.lateEntryAllowed ? null : lateEntry(now, sitting.exam);
  if (late) throw new AppError(late);
  if (await lacksTechnicalTest(em, sitting)) throw new AppError({ code: 'technicalTestRequired' });
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
