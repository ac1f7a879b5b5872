import { isFinal, isUnreached } from './retryWait.ts';
import type { AnswerView } from './saving.ts';

/** What a person is told about the saving of an answer, from the best to the worst. */
export const saveStates = ['untouched', 'saved', 'late', 'saving', 'held', 'kept', 'loose', 'refused'] as const;
export type SaveState = (typeof saveStates)[number];

/**
 * Honest words need one of these: nothing is called saved that the server has not confirmed, and nothing is called kept
 * that would be gone with the page.
 */
export function saveStateOf(view: AnswerView, isLasting: boolean): SaveState {
  if (view.isSaved) return view.isLate ? 'late' : view.savedAt === null ? 'untouched' : 'saved';
  if (view.fault === undefined) return 'saving';
  if (isFinal(view.fault)) return 'refused';
  if (!isLasting) return 'loose';
  return isUnreached(view.fault) ? 'kept' : 'held';
}

/** The state of the whole: that of the answer that is worst off. */
export function worstOf(states: readonly SaveState[]): SaveState {
  return states.reduce(
    (worst, state) => (saveStates.indexOf(state) > saveStates.indexOf(worst) ? state : worst),
    'untouched',
  );
}
