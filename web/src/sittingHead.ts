import type { LinkState } from '@invigil/contract/live';
import type { LineState } from './live/lineState.ts';

export type SittingHead = 'none' | 'some' | 'connecting' | 'live' | 'trouble' | 'down' | 'ended';

/** What the page says first, from the links of the sources that this exam asks for. */
export function sittingHead(links: readonly LinkState[], line: LineState, troubled: boolean): SittingHead {
  if (line === 'ended') return 'ended';
  if (line === 'reconnecting' || line === 'lost') return 'down';
  if (troubled) return 'trouble';
  const shared = links.filter((link) => link !== 'off' && link !== 'blocked');
  if (shared.length === 0) return 'none';
  if (shared.length < links.length) return 'some';
  if (links.includes('lost') || links.includes('low')) return 'trouble';
  return links.every((link) => link === 'live') ? 'live' : 'connecting';
}
