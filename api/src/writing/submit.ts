import { AppError } from '@invigil/contract/errors';
import type { RouteBody } from '@invigil/contract/routes';
import type { CopyReceipt } from '@invigil/contract/routes/writing';
import type { EntityManager } from '@mikro-orm/postgresql';
import { audit } from '../audit/auditEntry.ts';
import type { Sitting } from '../sittings/sitting.ts';
import { type Act, settlePause } from './faultCredits.ts';
import { freeze, mustBeAnswered, mustBeSaved, readReceipt, workOf } from './handIn.ts';
import { mustHoldWriting, transitMs } from './mustBeWritable.ts';

/**
 * Hands in what a locked sitting has. The same key again answers with the same receipt.
 * @throws {AppError} sittingNotStarted, alreadySubmitted, sittingOver, openElsewhere, answersNotSaved, mandatoryUnanswered
 * while there is time left.
 */
export async function submit(
  tx: EntityManager,
  sitting: Sitting,
  { key, pageId, revisions, timeIsOver, act }: RouteBody<'submitSitting'> & { act: Act },
): Promise<CopyReceipt> {
  const work = await workOf(tx, sitting);
  if (sitting.submitKey === key && sitting.receiptHash) return readReceipt(tx, sitting, work.answers);
  mustBeOpenForHandingIn(sitting);
  mustHoldWriting(sitting, pageId);
  mustBeSaved(work, revisions);
  const isOver = isTimeOver(sitting, { timeIsOver, now: act.at });
  if (!isOver) mustBeAnswered(work, sitting.exam.asked());
  await settlePause(tx, sitting, act);
  const by = isOver && timeIsOver ? 'timer' : 'candidate';
  freeze(sitting, work, { by, submittedAt: act.at, now: act.at });
  sitting.submitKey = key;
  const facts = { by, hash: sitting.receiptHash ?? '' };
  audit(tx, { ...act, actorId: sitting.candidate.id, action: 'sittingSubmitted', subjectId: sitting.id, facts });
  await tx.flush();
  return readReceipt(tx, sitting, work.answers);
}

function mustBeOpenForHandingIn({ state, startedAt }: Sitting): void {
  if (state === 'submitted' || state === 'timedOut') throw new AppError({ code: 'alreadySubmitted' });
  if (state === 'terminated' || state === 'noShow') throw new AppError({ code: 'sittingOver' });
  if (!startedAt) throw new AppError({ code: 'sittingNotStarted' });
}

/** By the server's clock; a page whose clock is a moment ahead of it is believed. */
function isTimeOver(sitting: Sitting, { timeIsOver, now }: { timeIsOver: boolean; now: Date }): boolean {
  const early = timeIsOver ? transitMs : 0;
  return now.getTime() >= sitting.closing(now).getTime() - early;
}
