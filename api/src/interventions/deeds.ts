import type { InterventionFacts, InterventionKind } from '@invigil/contract/interventions';
import type { Deed, Doing } from './deed.ts';
import { timeAdded } from './extraTime.ts';
import { handedOver } from './handingOver.ts';
import type { Intervention } from './intervention.ts';
import { admitted, lateEntryAllowed, noShowMarked } from './letting.ts';
import { paused } from './pausing.ts';
import { terminated } from './termination.ts';
import { snoozed, viewRequested, warned } from './toldOnly.ts';

const deeds: { readonly [K in InterventionKind]: Deed<K> } = {
  paused,
  timeAdded,
  warned,
  viewRequested,
  admitted,
  lateEntryAllowed,
  noShowMarked,
  terminated,
  snoozed,
  handedOver,
};

/** @returns what to put back. @throws {AppError} what the kind says. */
export function doIt(doing: Doing, { kind, facts }: InterventionFacts): Promise<Record<string, unknown> | undefined> {
  // The compiler cannot follow that kind and facts belong together.
  const deed = deeds[kind] as Deed<InterventionKind>;
  return deed.do(doing, facts);
}

/** @throws {AppError} what the kind says. */
export function undoIt(doing: Doing, done: Intervention): Promise<void> {
  return deeds[done.kind].undo(doing, done);
}
