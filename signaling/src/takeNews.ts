import type { SittingNews } from '@invigil/contract/sittingNews';
import type { SittingState } from '@invigil/contract/sittingStates';
import type { Candidate } from './candidate.ts';
import type { Presences } from './presences.ts';

const endStates: ReadonlySet<SittingState> = new Set(['submitted', 'timedOut', 'terminated', 'noShow']);

/**
 * The api decided something about a sitting: its page is told; a later deadline lets it stay as long; one that ended is
 * closed once its page was told.
 */
export function takeNews(presences: Presences, candidate: Candidate, news: SittingNews): void {
  if (candidate.over) return;
  candidate.line.note('sittingNews', news);
  if (endStates.has(news.state)) void presences.end(candidate, 'ended');
  else if (news.deadline !== null) presences.prolong(candidate, news.deadline);
}
