import type { InterruptionId } from '@invigil/contract/ids';
import { limits } from '@invigil/contract/limits';
import type { EntityManager } from '@mikro-orm/postgresql';
import { audit } from '../audit/auditEntry.ts';
import { newId } from '../newId.ts';
import type { Sitting } from '../sittings/sitting.ts';
import { Interruption } from './interruption.ts';

/** When something is settled, and from where it was asked for; `address` is empty for what the server does by itself. */
export interface Act {
  at: Date;
  address: string;
}

/** Whether the page that holds the writing was heard of a moment ago. */
export function isPageThere({ lastSeenAt }: Sitting, now: Date): boolean {
  return !!lastSeenAt && now.getTime() - lastSeenAt.getTime() <= limits.absentAfterMs;
}

/**
 * Writes down, when a page comes back to a sitting whose page was gone, how long it was, and gives that time back. Not while
 * it is paused: the pause counts the same time. Who only lost the line and wrote on does not come back, hence is given
 * nothing.
 */
export function settleAbsence(tx: EntityManager, sitting: Sitting, act: Act): void {
  const { lastSeenAt } = sitting;
  if (!lastSeenAt || sitting.pausedAt || isPageThere(sitting, act.at)) return;
  const creditedSeconds = sitting.creditFor(lastSeenAt, act.at);
  tx.create(Interruption, {
    id: newId<InterruptionId>(),
    sitting,
    reason: 'absence',
    beganAt: lastSeenAt,
    endedAt: act.at,
    creditedSeconds,
  });
  giveBack(tx, sitting, { seconds: creditedSeconds, reason: 'absence', act });
}

/** Ends the pause that goes on, if there is one, and gives its time back. The state is left to whoever ends it. */
export async function settlePause(tx: EntityManager, sitting: Sitting, act: Act): Promise<void> {
  if (!sitting.pausedAt) return;
  const creditedSeconds = sitting.pauseCredit(act.at);
  const open = await tx.findOneOrFail(Interruption, { sitting, reason: 'capture', endedAt: null });
  open.endedAt = act.at;
  open.creditedSeconds = creditedSeconds;
  sitting.pausedAt = null;
  sitting.pausedBy = null;
  giveBack(tx, sitting, { seconds: creditedSeconds, reason: 'capture', act });
}

function giveBack(
  tx: EntityManager,
  sitting: Sitting,
  { seconds, reason, act }: { seconds: number; reason: 'absence' | 'capture'; act: Act },
): void {
  if (seconds === 0) return;
  sitting.creditedSeconds += seconds;
  audit(tx, {
    ...act,
    actorId: sitting.candidate.id,
    action: 'timeCredited',
    subjectId: sitting.id,
    facts: { reason, seconds: String(seconds), total: String(sitting.creditedSeconds) },
  });
}
