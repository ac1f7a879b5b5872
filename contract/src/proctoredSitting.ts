import { z } from 'zod';
import { handId, interventionId, personId, type RoomId, sittingId } from './ids.ts';
import { askedView, interventionKind } from './interventions.ts';
import { limits } from './limits.ts';
import { sittingState } from './sittingStates.ts';

/** Milliseconds of the server clock. */
const moment = z.int().min(0);

/** Who or what paused a sitting: a required share that stopped, or a proctor. */
export const pausedBy = z.enum(['system', 'proctor']);
export type PausedBy = z.infer<typeof pausedBy>;

/**
 * Everything the api knows of a sitting that its proctors see, beside what is live. Always whole, so that the newest version
 * replaces the older.
 */
export const proctoredSitting = z.strictObject({
  sittingId,
  /** Milliseconds of the server clock at which it was read. */
  version: moment,
  state: sittingState,
  /** null before it is started. */
  deadline: moment.nullable(),
  extraMinutes: z.int(),
  creditedSeconds: z.int().min(0),
  pausedBy: pausedBy.nullable(),
  admittedAt: moment.nullable(),
  lateEntryAllowed: z.boolean(),
  /** The proctor who looks after it; null while nobody of the team is there. */
  proctorId: personId.nullable(),
  /** The hand that is up. */
  hand: z.strictObject({ handId, raisedAt: moment }).nullable(),
  /** Messages of the candidate that no proctor has read, and since when. */
  unread: z.strictObject({ count: z.int().min(1), since: moment }).nullable(),
  /** Of the team, on this sitting; who acts after it says that they have seen it. */
  lastIntervention: z
    .strictObject({ interventionId, kind: interventionKind, byId: personId, at: moment, undoneAt: moment.nullable() })
    .nullable(),
  /** The one that is in force now, of each kind that lasts. */
  inForce: z.strictObject({ paused: interventionId.nullable(), terminated: interventionId.nullable() }),
  /** Views that were asked for and not withdrawn, the last first. */
  views: z
    .array(z.strictObject({ interventionId, view: askedView, at: moment, answeredAt: moment.nullable() }))
    .max(10),
  snoozed: z.strictObject({ interventionId, until: moment }).nullable(),
  progress: z.strictObject({ answered: z.int().min(0), questions: z.int().min(0), words: z.int().min(0) }),
  /** The last time somebody looked at the candidate full size, and for how long all looks lasted together. */
  looked: z.strictObject({ byId: personId, at: moment, seconds: z.int().min(0) }).nullable(),
});
export type ProctoredSitting = z.infer<typeof proctoredSitting>;

/** The subject on which signaling hears them. */
export const proctoredOf = (roomId: RoomId) => `proctored/${roomId}`;

/** How many of them one page may be sent at once. */
export const proctoredAtOnce = limits.sittingsPerIntervention;
