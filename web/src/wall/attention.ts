import { isLasting } from '../incidents/incidentWords.ts';
import { isOver, isSnoozed, isWriting, linkRank, type WallCandidate } from './wallCandidate.ts';

/** Why somebody is to be looked at, the most pressing first. */
export const needs = ['hand', 'unread', 'lobby', 'trouble', 'conduct', 'unlooked'] as const;
export type Need = (typeof needs)[number];

export interface Attention {
  /** undefined when all is well. */
  need: Need | undefined;
  /** Among those with the same need, the smaller comes first. */
  order: number;
}

/** What the exam says about when to look. Times are milliseconds of the server clock. */
export interface AttentionRules {
  lookMs: number;
  admission: boolean;
  /** Nobody could be looked at before. */
  opensAt: number;
  durationMs: number;
}

/** What happened longer ago pushes nobody up. */
const freshMs = 10 * 60_000;

/** The first thing for which a candidate needs a proctor now. */
export function attentionOf(candidate: WallCandidate, rules: AttentionRules, now: number): Attention {
  const { told } = candidate;
  if (told?.hand) return { need: 'hand', order: told.hand.raisedAt };
  if (told?.unread) return { need: 'unread', order: told.unread.since };
  if (isOver(told)) return { need: undefined, order: 0 };
  if (rules.admission && told?.state === 'lobby' && told.admittedAt === null) return { need: 'lobby', order: 0 };
  if (!isSnoozed(told, now)) {
    const trouble = troubleSince(candidate, now);
    if (trouble !== undefined) return { need: 'trouble', order: trouble };
    const weight = conductWeight(candidate, now);
    if (weight > 0) return { need: 'conduct', order: -weight };
  }
  const unlooked = unlookedSince(candidate, rules, now);
  return unlooked === undefined ? { need: undefined, order: 0 } : { need: 'unlooked', order: unlooked };
}

/** The most pressing first; equal ones stay in the order they have, which is by name. */
export function byAttention(a: Attention, b: Attention): number {
  return placeOf(a) - placeOf(b) || a.order - b.order;
}

const placeOf = ({ need }: Attention) => (need === undefined ? needs.length : needs.indexOf(need));

/** Since when something technical fails: an incident that goes on, or a line that is down, which nobody dates. */
function troubleSince({ sitting, told, incidents }: WallCandidate, now: number): number | undefined {
  const open = incidents.filter(
    ({ nature, kind, endedAt }) => nature === 'technical' && endedAt === null && isLasting(kind),
  );
  if (open.length > 0) return Math.min(...open.map(({ beganAt }) => beganAt));
  const rank = linkRank(sitting);
  // Who left is missed only while they should write.
  return rank <= 1 || (rank === 2 && isWriting(told)) ? now : undefined;
}

/** Each incident weighs less the older it is; one that goes on is as new as now. */
function conductWeight({ incidents }: WallCandidate, now: number): number {
  let weight = 0;
  for (const { nature, kind, beganAt, endedAt } of incidents) {
    if (nature !== 'conduct') continue;
    const at = endedAt ?? (isLasting(kind) ? now : beganAt);
    weight += Math.max(0, 1 - Math.max(0, now - at) / freshMs);
  }
  return weight;
}

/** The last look at somebody who writes, or their beginning, when that is longer ago than the exam asks. */
export function unlookedSince(candidate: WallCandidate, rules: AttentionRules, now: number): number | undefined {
  const { told, isAttended } = candidate;
  if (told === undefined || !isWriting(told) || isAttended) return undefined;
  const since = told.looked?.at ?? beganAbout(candidate, rules);
  return since !== undefined && now - since >= rules.lookMs ? since : undefined;
}

/** When they began, by their deadline. One that the end of the exam cuts short seems to have begun earlier than it did. */
function beganAbout({ told }: WallCandidate, { opensAt, durationMs }: AttentionRules): number | undefined {
  if (told === undefined || told.deadline === null) return undefined;
  const given = durationMs + told.extraMinutes * 60_000 + told.creditedSeconds * 1_000;
  return Math.max(opensAt, told.deadline - given);
}
