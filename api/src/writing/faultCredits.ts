import type { InterruptionId, PersonId } from '@invigil/contract/ids';
import { limits } from '@invigil/contract/limits';
import type { Source } from '@invigil/contract/sources';
import type { EntityManager } from '@mikro-orm/postgresql';
import { audit } from '../audit/auditEntry.ts';
import { newId } from '../newId.ts';
import type { Sitting } from '../sittings/sitting.ts';
import { Interruption } from './interruption.ts';

/** When something is settled, and from where it was asked for; `address` is empty for what the server does by itself. */
export interface Act {
  at: Date;
  address: string;
  /** Who of the team did it; absent for what the candidate does, and the server for them. */
  byId?: PersonId;
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

/** Pauses a locked sitting that is not paused: from now on its time does not run, until `settlePause`. */
export function beginPause(
  tx: EntityManager,
  sitting: Sitting,
  { at, ...why }: { at: Date } & ({ reason: 'proctor' } | { reason: 'capture'; key: string; sources: Source[] }),
): void {
  sitting.state = 'paused';
  sitting.pausedAt = at;
  sitting.pausedBy = why.reason === 'proctor' ? 'proctor' : 'system';
  tx.create(Interruption, { id: newId<InterruptionId>(), sitting, beganAt: at, creditedSeconds: 0, ...why });
}

/**
 * Ends the pause that goes on, if there is one, and gives its time back: whole after a proctor's, and as far as the exam
 * allows after a fault. The state is left to whoever ends it.
 */
export async function settlePause(tx: EntityManager, sitting: Sitting, act: Act): Promise<void> {
  if (!sitting.pausedAt) return;
  const creditedSeconds = sitting.pauseCredit(act.at);
  const reason = sitting.pausedBy === 'proctor' ? 'proctor' : 'capture';
  const open = await tx.findOneOrFail(Interruption, { sitting, reason, endedAt: null });
  open.endedAt = act.at;
  open.creditedSeconds = creditedSeconds;
  sitting.pausedAt = null;
  sitting.pausedBy = null;
  giveBack(tx, sitting, { seconds: creditedSeconds, reason, act });
}

/** Gives back what kept a locked sitting from being written so far: its pause, or else that its page was gone. */
export async function settle(tx: EntityManager, sitting: Sitting, act: Act): Promise<void> {
  if (sitting.pausedAt) await settlePause(tx, sitting, act);
  else settleAbsence(tx, sitting, act);
}

/** Adds to a locked sitting's time, and writes down why. What a proctor's act took is not measured against faults. */
export function giveBack(
  tx: EntityManager,
  sitting: Sitting,
  { seconds, reason, act }: { seconds: number; reason: 'absence' | 'capture' | 'proctor'; act: Act },
): void {
  if (seconds === 0) return;
  if (reason === 'proctor') sitting.grantedSeconds += seconds;
  else sitting.creditedSeconds += seconds;
  audit(tx, {
    at: act.at,
    address: act.address,
    actorId: act.byId ?? sitting.candidate.id,
    action: 'timeCredited',
    subjectId: sitting.id,
    facts: { reason, seconds: String(seconds), total: String(sitting.givenBackSeconds()) },
  });
}
