import type { ErrorBody } from '@invigil/contract/errors';
import type { SittingId } from '@invigil/contract/ids';
import type { ProctoredSitting } from '@invigil/contract/proctoredSitting';
import type { Acted, Target } from './acting.ts';
import { isOver } from './actions.ts';

export const batchActions = ['paused', 'resumed', 'timeAdded', 'message'] as const;
export type BatchAction = (typeof batchActions)[number];

/** What came of a press for one candidate; no error when it was done. */
export interface Outcome extends Target {
  error: ErrorBody | undefined;
}

/** Whom an action is of use to, so that nobody else stands among the refused. */
export function concerns(action: BatchAction, sitting: ProctoredSitting | undefined): boolean {
  if (sitting === undefined) return false;
  if (action === 'paused')
    return (sitting.state === 'writing' || sitting.state === 'paused') && sitting.inForce.paused === null;
  if (action === 'resumed') return sitting.state === 'paused' && sitting.inForce.paused !== null;
  return action === 'message' || !isOver(sitting.state);
}

/** What came of a press, in the order of the names; those refused first, because somebody has to look after them. */
export function outcomesOf(targets: readonly Target[], { refused }: Pick<Acted, 'refused'>): Outcome[] {
  const errors = new Map<SittingId, ErrorBody>(refused.map(({ sittingId, error }) => [sittingId, error]));
  const all = targets.map((target) => ({ ...target, error: errors.get(target.sittingId) }));
  return [...all.filter(({ error }) => error !== undefined), ...all.filter(({ error }) => error === undefined)];
}

/** Names that contain what is searched, whatever their accents and letters' case. */
export function found<T extends { name: string }>(targets: readonly T[], search: string): T[] {
  const plain = (text: string) => text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
  const wanted = plain(search.trim());
  return targets.filter(({ name }) => plain(name).includes(wanted));
}
