import type { LinkState } from '@invigil/contract/live';
import type { LineState } from './lineState.ts';

/** Everything this page knows of one of the candidate's own sources. */
export interface SourceFacts {
  /** What the browser captures: `muted` means that it delivers no picture for now. */
  capture: 'none' | 'asking' | 'live' | 'muted';
  /** A wrong surface was chosen and stopped, and nothing right was shared since. */
  wrongSurface: boolean;
  /** How the server sees the stream; undefined until it has said so of the stream that is published now. */
  server: LinkState | undefined;
}

/** The state of the connection that carries the media, as `RTCPeerConnection` names it; `none` before there is one. */
export type MediaState = RTCPeerConnectionState | 'none';

/**
 * The link state shown to the candidate: the worse of what the server says and what the page itself sees. It never says
 * `live` before the server has, nor while the line that would bring bad news is down.
 */
export function linkOf(facts: SourceFacts, media: MediaState, line: LineState): LinkState {
  if (facts.capture === 'none' || facts.capture === 'asking') return facts.wrongSurface ? 'blocked' : 'off';
  if (line === 'lost' || line === 'ended') return 'lost';
  if (facts.server === undefined || facts.server === 'off') return 'reconnecting';
  if (line !== 'live' || facts.capture === 'muted') return facts.server === 'lost' ? 'lost' : 'reconnecting';
  if (media !== 'connected' && (facts.server === 'live' || facts.server === 'low')) return 'reconnecting';
  return facts.server;
}
