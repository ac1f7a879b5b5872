import type { MessageStage } from '@invigil/contract/cannedMessages';
import type { ProctoredSitting } from '@invigil/contract/proctoredSitting';
import { isOver } from './actions.ts';

/** So long before its end a sitting is near it. */
const endingMs = 10 * 60_000;

/** What is left to write, in milliseconds, never below 0; undefined before the start and after the end. */
export function leftOf({ state, deadline }: ProctoredSitting, now: number): number | undefined {
  const isUnder = state !== 'scheduled' && state !== 'lobby' && !isOver(state);
  return deadline === null || !isUnder ? undefined : Math.max(0, deadline - now);
}

/** Which messages are likely to be of use. */
export function stageOf(sitting: ProctoredSitting, now: number): MessageStage {
  if (sitting.state === 'scheduled' || sitting.state === 'lobby') return 'lobby';
  const left = leftOf(sitting, now);
  return left === undefined || left <= endingMs ? 'ending' : 'writing';
}

/** The words of a state, which tell a proctor's pause from the system's. */
export function stateKeyOf({ state, pausedBy }: Pick<ProctoredSitting, 'state' | 'pausedBy'>) {
  return state === 'paused' && pausedBy === 'proctor' ? 'pausedByProctor' : state;
}
