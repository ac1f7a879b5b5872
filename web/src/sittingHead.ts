import type { LinkState } from '@invigil/contract/live';
import type { LineState } from './live/lineState.ts';

export type SittingHead = 'none' | 'some' | 'connecting' | 'live' | 'trouble' | 'down' | 'ended' | 'refused';

interface Facts {
  /** Of the sources that this exam asks for. */
  links: readonly LinkState[];
  line: LineState;
  wasLive: boolean;
  /** A capture waits for the person. */
  troubled: boolean;
}

/** What the page says first. */
export function sittingHead({ links, line, wasLive, troubled }: Facts): SittingHead {
  if (line === 'ended') return wasLive ? 'ended' : 'refused';
  if (line === 'reconnecting' || line === 'lost') return 'down';
  if (troubled) return 'trouble';
  const shared = links.filter((link) => link !== 'off' && link !== 'blocked');
  if (shared.length === 0) return 'none';
  if (shared.length < links.length) return 'some';
  if (links.includes('lost') || links.includes('low')) return 'trouble';
  return links.every((link) => link === 'live') ? 'live' : 'connecting';
}
