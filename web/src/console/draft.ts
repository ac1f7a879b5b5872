import type { PersonId } from '@invigil/contract/ids';
import {
  type AskedView,
  type InterventionFacts,
  type InterventionKind,
  interventionFacts,
} from '@invigil/contract/interventions';
import { remark } from '@invigil/contract/routes/fields';
import type { ActionName } from './actions.ts';

/** What a proctor has typed and chosen for an action; it outlives a refusal and a closed dialog. */
export interface Draft {
  reason: string;
  /** Of those offered, or `other`. */
  minutes: string;
  otherMinutes: string;
  view: AskedView;
  to: PersonId | '';
}

/** Minutes that are offered; `other` is typed. */
export const offeredMinutes = { timeAdded: ['5', '10', '15'], snoozed: ['5', '10', '30'] } as const;
/** The least and the most that the server takes. */
export const minuteRanges = { timeAdded: [1, 480], snoozed: [1, 120] } as const;
export type MinuteAction = keyof typeof offeredMinutes;

export const takesMinutes = (action: ActionName): action is MinuteAction => action in offeredMinutes;

export function emptyDraft(action: ActionName): Draft {
  const minutes = takesMinutes(action) ? offeredMinutes[action][0] : '';
  return { reason: '', minutes, otherMinutes: '', view: 'identity', to: '' };
}

/** The minutes of a draft; undefined when they are no number that the server takes. */
export function minutesOf(action: MinuteAction, { minutes, otherMinutes }: Draft): number | undefined {
  const typed = (minutes === 'other' ? otherMinutes : minutes).trim();
  const [least, most] = minuteRanges[action];
  const n = Number(typed);
  return /^\d{1,3}$/.test(typed) && n >= least && n <= most ? n : undefined;
}

export type DraftProblem = 'reasonMissing' | 'minutesWrong' | 'toMissing';

export function problemOf(action: ActionName, draft: Draft): DraftProblem | undefined {
  if (takesMinutes(action) && minutesOf(action, draft) === undefined) return 'minutesWrong';
  if (action === 'handedOver' && draft.to === '') return 'toMissing';
  return remark.safeParse(draft.reason).success ? undefined : 'reasonMissing';
}

/** The intervention that a draft without a problem stands for. */
export function interventionOf(kind: InterventionKind, draft: Draft): InterventionFacts {
  return interventionFacts.parse({ kind, facts: factsOf(kind, draft) });
}

function factsOf(kind: InterventionKind, draft: Draft): Record<string, unknown> {
  if (takesMinutes(kind)) return { minutes: minutesOf(kind, draft) };
  if (kind === 'viewRequested') return { view: draft.view };
  return kind === 'handedOver' ? { to: draft.to } : {};
}
