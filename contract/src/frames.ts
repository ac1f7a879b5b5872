import { z } from 'zod';
import { errorBody } from './errors.ts';
import { presenceId, roomId, sittingId } from './ids.ts';
import { limits } from './limits.ts';
import { sittingLive } from './live.ts';
import { proctorPresence } from './proctorPresence.ts';
import { rtpCapabilities } from './rtp.ts';
import { iceServer, transportOptions } from './transports.ts';

/** A request of the browser. `id` grows by one per request of a presence; the same id again asks for the first answer. */
export const requestFrame = z.strictObject({
  id: z.int().min(1).max(Number.MAX_SAFE_INTEGER),
  name: z.string().max(40),
  data: z.unknown(),
});
export type RequestFrame = z.infer<typeof requestFrame>;

export const candidateWelcome = z.strictObject({
  role: z.literal('candidate'),
  sittingId,
  roomId,
  sendTransport: transportOptions,
});
export const proctorWelcome = z.strictObject({
  role: z.literal('proctor'),
  sittings: z.array(sittingLive).max(limits.sittingsPerProctor),
  /** The colleagues who are there, and the caller. */
  proctors: z.array(proctorPresence).max(limits.proctorsPerWelcome),
});

/** The first server frame of a fresh presence: everything needed to publish or watch without another round trip. */
export const welcomeFrame = z.strictObject({
  type: z.literal('welcome'),
  presenceId,
  resumeToken: z.string().length(43),
  serverTime: z.int(),
  heartbeatMs: z.int(),
  iceServers: z.array(iceServer).max(8),
  routerRtpCapabilities: rtpCapabilities,
  here: z.discriminatedUnion('role', [candidateWelcome, proctorWelcome]),
});
export type WelcomeFrame = z.infer<typeof welcomeFrame>;

/** The first server frame of a resumed presence; the missed notes and replies follow it at once, in order. */
export const resumedFrame = z.strictObject({
  type: z.literal('resumed'),
  presenceId,
  serverTime: z.int(),
  /** The sequence number of the newest note so far. */
  seq: z.int().min(0),
});
export type ResumedFrame = z.infer<typeof resumedFrame>;

export const replyFrame = z.discriminatedUnion('ok', [
  z.strictObject({ type: z.literal('reply'), id: z.int(), ok: z.literal(true), data: z.unknown() }),
  z.strictObject({ type: z.literal('reply'), id: z.int().nullable(), ok: z.literal(false), error: errorBody }),
]);
export type ReplyFrame = z.infer<typeof replyFrame>;

/** A note. `seq` starts at 1 and has no holes: a hole or a repeat is seen by the receiver. */
export const noteFrame = z.strictObject({
  type: z.literal('note'),
  seq: z.int().min(1),
  name: z.string().max(40),
  data: z.unknown(),
});
export type NoteFrame = z.infer<typeof noteFrame>;

/** Sent every `limits.heartbeatMs`; a browser that hears nothing for `limits.silenceMs` opens a new socket. */
export const heartbeatFrame = z.strictObject({
  type: z.literal('heartbeat'),
  serverTime: z.int(),
  seq: z.int().min(0),
});

export const serverFrame = z.union([welcomeFrame, resumedFrame, replyFrame, noteFrame, heartbeatFrame]);
export type ServerFrame = z.infer<typeof serverFrame>;

/** Why the server closed a socket, as WebSocket close codes. `retry` says whether the same presence may resume. */
export const closeReasons = {
  malformed: { code: 4400, error: 'malformedFrame', retry: false },
  joinTokenInvalid: { code: 4401, error: 'joinTokenInvalid', retry: false },
  superseded: { code: 4409, error: 'openElsewhere', retry: false },
  tooManyFrames: { code: 4429, error: 'tooManyRequests', retry: true },
  ended: { code: 4410, error: 'sittingOver', retry: false },
  /** The node ends, and another has the presence or is about to: the page goes on there at once. */
  moving: { code: 4307, error: 'unavailable', retry: true },
  shuttingDown: { code: 4503, error: 'unavailable', retry: true },
} as const;
export type CloseReason = keyof typeof closeReasons;
