import { AppError } from '@invigil/contract/errors';
import type { PageId } from '@invigil/contract/ids';
import { limits } from '@invigil/contract/limits';
import type { EntityManager } from '@mikro-orm/postgresql';
import { audit } from '../audit/auditEntry.ts';
import type { Sitting } from '../sittings/sitting.ts';
import { type Act, isPageThere, settleAbsence } from './faultCredits.ts';

/** Whether another page than this one writes and was heard of a moment ago. */
export function isOpenElsewhere(sitting: Sitting, pageId: PageId | undefined, now: Date): boolean {
  const { writingPageId } = sitting;
  return !!writingPageId && writingPageId !== pageId && !sitting.hasEnded() && isPageThere(sitting, now);
}

/**
 * Gives the writing of a started and locked sitting to a page, and back the time in which there was none. What was held by
 * another page that is still there is given only when it is to be taken over. It is possible until the server has handed in,
 * so that a page that comes back at the last moment can still hand in what it has.
 * @throws {AppError} sittingNotStarted, sittingOver, openElsewhere.
 */
export function takeWriting(
  tx: EntityManager,
  sitting: Sitting,
  { pageId, takeOver, act }: { pageId: PageId; takeOver: boolean; act: Act },
): void {
  if (sitting.hasEnded()) throw new AppError({ code: 'sittingOver' });
  if (!sitting.startedAt) throw new AppError({ code: 'sittingNotStarted' });
  if (isOpenElsewhere(sitting, pageId, act.at) && !takeOver) throw new AppError({ code: 'openElsewhere' });
  const wasThere = isPageThere(sitting, act.at);
  settleAbsence(tx, sitting, act);
  if (act.at.getTime() >= sitting.closing(act.at).getTime() + limits.overdueGraceMs) {
    throw new AppError({ code: 'sittingOver' });
  }
  if (sitting.writingPageId !== pageId) {
    audit(tx, {
      ...act,
      actorId: sitting.candidate.id,
      action: 'writingTakenOver',
      subjectId: sitting.id,
      facts: { pageId, from: sitting.writingPageId ?? '', otherWasThere: String(wasThere) },
    });
    sitting.writingPageId = pageId;
  }
  sitting.lastSeenAt = act.at;
}
