import { z } from 'zod';
import { errorBody } from './errors.ts';
import { sittingId, streamId, transportId, watchId } from './ids.ts';
import { ladderStep } from './ladder.ts';
import { limits } from './limits.ts';
import type { LiveRole } from './roles.ts';
import { dtlsParameters, iceParameters, mediaKind, rtpCapabilities, rtpParameters } from './rtp.ts';
import { source, step } from './sources.ts';
import { transportOptions } from './transports.ts';

/** One stream to publish. `trackId` is the key: publishing the same track again returns the first answer. */
export const streamToPublish = z.strictObject({
  trackId: z.string().min(1).max(100),
  source,
  kind: mediaKind,
  rtpParameters,
});
export type StreamToPublish = z.infer<typeof streamToPublish>;

export const publishedStream = z.strictObject({ streamId, source, trackId: z.string().max(100) });
export type PublishedStream = z.infer<typeof publishedStream>;

/** A consumer, created paused: resumed only when the browser says that it is ready. */
export const openedWatch = z.strictObject({
  watchId,
  streamId,
  transportId,
  kind: mediaKind,
  rtpParameters,
});
export type OpenedWatch = z.infer<typeof openedWatch>;

const nothing = z.strictObject({});
const watchIds = z.array(watchId).min(1).max(limits.watchesPerBatch);

interface SignalRow {
  data: z.ZodType;
  reply: z.ZodType;
  /** Who may call it. */
  may: readonly LiveRole[];
}

/**
 * Every signaling request. A repeat of the same request id returns the first answer, so all of them may be sent
 * again after a dropped socket.
 */
export const signals = {
  /** Connects the send transport of the welcome (or of a `republish` or `migrate` note) and publishes every stream, in one go. */
  start: {
    data: z.strictObject({
      transportId,
      dtlsParameters,
      streams: z.array(streamToPublish).max(limits.streamsPerSitting),
    }),
    reply: z.strictObject({ streams: z.array(publishedStream) }),
    may: ['candidate'],
  },
  /** Publishes one more stream over the started transport. */
  publish: {
    data: z.strictObject({ transportId, stream: streamToPublish }),
    reply: publishedStream,
    may: ['candidate'],
  },
  /** The candidate stopped a source, or it ended. */
  unpublish: {
    data: z.strictObject({ streamId }),
    reply: nothing,
    may: ['candidate'],
  },
  /** What the candidate's page sends from now on, by what its line bears; the room is told. */
  tellLadder: {
    data: z.strictObject({ step: ladderStep }),
    reply: nothing,
    may: ['candidate'],
  },
  /** A wrong surface was chosen for a source, which is therefore not published; or that is over. Publishing it ends it too. */
  tellBlocked: {
    data: z.strictObject({ source, blocked: z.boolean() }),
    reply: nothing,
    may: ['candidate'],
  },
  /** New ICE credentials after a changed network; media goes on over the new path. */
  restartIce: {
    data: z.strictObject({ transportId }),
    reply: z.strictObject({ iceParameters }),
    may: ['candidate', 'proctor'],
  },
  /** Whom the proctor looks at full size from now on, or nobody; colleagues are told, and how long it is is written down. */
  attend: {
    data: z.strictObject({ sittingId: sittingId.nullable() }),
    reply: nothing,
    may: ['proctor'],
  },
  /** A send transport beside the media of a sitting, over which its candidate can be spoken to. Only one is open at a time. */
  openVoice: {
    data: z.strictObject({ sittingId }),
    reply: z.strictObject({ transport: transportOptions }),
    may: ['proctor'],
  },
  /** Connects it and publishes the microphone, silent until `speak`; the candidate's page is told to listen. */
  startVoice: {
    data: z.strictObject({ transportId, dtlsParameters, rtpParameters }),
    reply: nothing,
    may: ['proctor'],
  },
  /** Pressed, or let go. */
  speak: {
    data: z.strictObject({ transportId, speaks: z.boolean() }),
    reply: nothing,
    may: ['proctor'],
  },
  /** Nothing more will be said; what was open to speak over is closed. */
  closeVoice: {
    data: z.strictObject({ transportId }),
    reply: nothing,
    may: ['proctor'],
  },
  /**
   * A page of streams at once. Each worker that holds some of them gets one receive transport, opened on first use;
   * `transports` lists those this answer opened. What cannot be watched stands in `refused` and fails nothing else.
   * `rtpCapabilities` is needed in the first watch of a presence and remembered.
   */
  watch: {
    data: z.strictObject({
      rtpCapabilities: rtpCapabilities.optional(),
      streams: z.array(z.strictObject({ streamId, step })).min(1).max(limits.watchesPerBatch),
    }),
    reply: z.strictObject({
      transports: z.array(transportOptions),
      watches: z.array(openedWatch),
      refused: z.array(z.strictObject({ streamId, error: errorBody })),
    }),
    may: ['proctor'],
  },
  /** The DTLS parameters of the browser's side of a receive transport. */
  connectReceiver: {
    data: z.strictObject({ transportId, dtlsParameters }),
    reply: nothing,
    may: ['candidate', 'proctor'],
  },
  /** The browser is ready: frames flow. */
  resumeWatch: {
    data: z.strictObject({ watchIds }),
    reply: nothing,
    may: ['candidate', 'proctor'],
  },
  /** The tiles left the viewport and may come back. */
  pauseWatch: {
    data: z.strictObject({ watchIds }),
    reply: nothing,
    may: ['proctor'],
  },
  /** Another quality of watches that go on. */
  setStep: {
    data: z.strictObject({ watchIds, step }),
    reply: nothing,
    may: ['proctor'],
  },
  /** These watches are over. */
  unwatch: {
    data: z.strictObject({ watchIds }),
    reply: nothing,
    may: ['proctor'],
  },
} as const satisfies Record<string, SignalRow>;

export type Signals = typeof signals;
export type SignalName = keyof Signals;
export type SignalData<N extends SignalName> = z.output<Signals[N]['data']>;
export type SignalReply<N extends SignalName> = z.output<Signals[N]['reply']>;
/** A handler for every row: a missing or mistyped one does not compile. */
export type SignalHandlers<Caller> = {
  [N in SignalName]: (data: SignalData<N>, caller: Caller) => Promise<SignalReply<N>>;
};

export function isSignalName(name: string): name is SignalName {
  return Object.hasOwn(signals, name);
}
