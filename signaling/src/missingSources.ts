import { type LadderStep, ladder } from '@invigil/contract/ladder';
import type { LinkState } from '@invigil/contract/live';
import type { Source } from '@invigil/contract/sources';
import type { Published } from './place.ts';

/** Media of the stream arrives, well or not. */
export const isArriving = (link: LinkState) => link === 'live' || link === 'low';

/** Those sources that arrive now. */
export function arrivingOf(streams: Iterable<Published>): Set<Source> {
  return new Set([...streams].filter(({ link }) => isArriving(link)).map(({ source }) => source));
}

/** Sources that should arrive and do not. On a narrow line the page sends less, or nothing, on purpose. */
export function missingOf(owed: Iterable<Source>, streams: Iterable<Published>, step: LadderStep): Set<Source> {
  const sends = ladder[step];
  const isSent = (source: Source) => (source === 'microphone' ? sends.audio : sends.video.length > 0);
  const arriving = arrivingOf(streams);
  return new Set([...owed].filter((source) => isSent(source) && !arriving.has(source)));
}
