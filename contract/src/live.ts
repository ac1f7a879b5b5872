import { z } from 'zod';
import { roomId, sittingId, streamId } from './ids.ts';
import { ladderStep } from './ladder.ts';
import { source } from './sources.ts';

/**
 * How a stream or a candidate's link is doing, as both the candidate and the proctor are told:
 * `live` media arrives; `low` it arrives with heavy loss; `reconnecting` it stopped a moment ago; `lost` it is gone;
 * `blocked` the wrong surface is shared; `off` it is not published.
 */
export const linkState = z.enum(['live', 'low', 'reconnecting', 'lost', 'blocked', 'off']);
export type LinkState = z.infer<typeof linkState>;

export const liveStream = z.strictObject({ streamId, source, link: linkState });
export type LiveStream = z.infer<typeof liveStream>;

/** Whether the candidate's page is connected: `away` means its socket dropped and may resume. */
export const presenceState = z.enum(['here', 'away', 'gone']);

/**
 * Everything a proctor's page knows live about one sitting. Always sent whole, so that the newest version replaces
 * the older and a repeat or an overtaken note does no harm.
 */
export const sittingLive = z.strictObject({
  sittingId,
  roomId,
  /** Milliseconds of the server clock, made strictly increasing per sitting; a smaller one is an older state. */
  version: z.int().min(0),
  presence: presenceState,
  streams: z.array(liveStream).max(8),
  /** Sources that are not published because a wrong surface was chosen: their link is `blocked`. */
  blocked: z.array(source).max(3),
  /** What the candidate's page sends just now, by what its line bears. */
  ladder: ladderStep,
});
export type SittingLive = z.infer<typeof sittingLive>;
