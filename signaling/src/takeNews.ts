import type { SittingNews } from '@invigil/contract/sittingNews';
import type { SittingState } from '@invigil/contract/sittingStates';
import type { Candidate } from './candidate.ts';
import type { Presences } from './presences.ts';

const endStates: ReadonlySet<SittingState> = new Set(['submitted', 'timedOut', 'terminated', 'noShow']);
/**
 * The deadline of a sitting that a proctor paused moves on with the clock, and nobody tells each second. So long beyond the
 * one that was told last its page may stay; the end of the writing is told anyhow.
 */
const longestPauseMs = 12 * 60 * 60 * 1000;

/**
 * The api decided something about a sitting: its page is told; a later deadline lets it stay as long; one that ended is
 * closed once its page was told. Should it be unlocked after all, its page joins again with a fresh token.
 */
export function takeNews(presences: Presences, candidate: Candidate, news: SittingNews): void {
  if (candidate.over) return;
  candidate.line.note('sittingNews', news);
  const { state, deadline, pausedBy } = news;
  if (endStates.has(state)) void presences.end(candidate, 'ended');
  else if (deadline !== null) presences.prolong(candidate, deadline + (pausedBy === 'proctor' ? longestPauseMs : 0));
}
