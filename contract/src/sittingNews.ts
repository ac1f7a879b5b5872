import { z } from 'zod';
import { type SittingId, sittingId } from './ids.ts';
import { pausedBy } from './proctoredSitting.ts';
import { sittingState } from './sittingStates.ts';

/** What the api decides about a sitting while it is written. Always whole, so that the newest replaces the older. */
export const sittingNews = z.strictObject({
  sittingId,
  state: sittingState,
  /** Server time in milliseconds; null before it is started. */
  deadline: z.int().min(0).nullable(),
  /** Given back so far for faults. */
  creditedSeconds: z.int().min(0),
  /** Set exactly while the state is `paused`. */
  pausedBy: pausedBy.nullable(),
  /** Whether a proctor has let the candidate in from the lobby. */
  admitted: z.boolean(),
});
export type SittingNews = z.infer<typeof sittingNews>;

/** The subject on which signaling hears the news of a sitting that is live there. */
export const sittingNewsOf = (of: SittingId) => `sittingNews/${of}`;
