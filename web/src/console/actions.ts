import type { InterventionKind } from '@invigil/contract/interventions';
import type { ProctoredSitting } from '@invigil/contract/proctoredSitting';
import type { ExamRules } from '@invigil/contract/routes/exam';
import type { SittingState } from '@invigil/contract/sittingStates';

/** What a button does: an intervention, the undoing of one that lasts, or of any one in the record. */
export type ActionName = InterventionKind | 'resumed' | 'unlocked' | 'undo';

/** What the buttons of one candidate do, in the order in which they stand. */
export const barActions = [
  'admitted',
  'paused',
  'resumed',
  'unlocked',
  'timeAdded',
  'viewRequested',
  'warned',
  'snoozed',
  'handedOver',
  'lateEntryAllowed',
  'noShowMarked',
  'terminated',
] as const satisfies readonly ActionName[];
export type BarAction = (typeof barActions)[number];

const before: readonly SittingState[] = ['scheduled', 'lobby'];
const under: readonly SittingState[] = ['writing', 'paused', 'submitting'];
const over: readonly SittingState[] = ['submitted', 'timedOut', 'terminated', 'noShow'];

export const isOver = (state: SittingState): boolean => over.includes(state);

/** Whether an action makes sense now. The server judges again: what is offered here may be refused there, and is then explained. */
const sense: Record<BarAction, (sitting: ProctoredSitting, rules: ExamRules) => boolean> = {
  admitted: ({ state, admittedAt }, { admission }) => admission && before.includes(state) && admittedAt === null,
  paused: ({ state, inForce }) => (state === 'writing' || state === 'paused') && inForce.paused === null,
  resumed: ({ state, inForce }) => state === 'paused' && inForce.paused !== null,
  unlocked: ({ state, inForce }) => state === 'terminated' && inForce.terminated !== null,
  timeAdded: ({ state }) => !isOver(state),
  viewRequested: ({ state }) => state === 'lobby' || under.includes(state),
  warned: ({ state }) => state === 'lobby' || under.includes(state),
  snoozed: ({ state }) => !isOver(state),
  handedOver: ({ state }) => !isOver(state),
  lateEntryAllowed: ({ state, lateEntryAllowed }, { lateEntryMinutes }) =>
    lateEntryMinutes !== null && before.includes(state) && !lateEntryAllowed,
  noShowMarked: ({ state }) => before.includes(state),
  terminated: ({ state }) => state === 'writing' || state === 'paused',
};

export function actionsFor(sitting: ProctoredSitting, rules: ExamRules): BarAction[] {
  return barActions.filter((name) => sense[name](sitting, rules));
}

/** What an action undoes for one sitting; undefined where there is nothing to undo. */
export function undoneBy(action: 'resumed' | 'unlocked', { inForce }: ProctoredSitting) {
  return (action === 'resumed' ? inForce.paused : inForce.terminated) ?? undefined;
}
