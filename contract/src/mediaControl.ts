import { z } from 'zod';
import { nodeId, presenceId, sittingId, streamId, transportId, watchId, workerId } from './ids.ts';
import { limits } from './limits.ts';
import { liveStream } from './live.ts';
import { rtpCapabilities } from './rtp.ts';
import { openedWatch, signals } from './signals.ts';
import { source, step } from './sources.ts';
import { transportOptions } from './transports.ts';

const nothing = z.strictObject({});
const watchIds = z.array(watchId).min(1).max(limits.watchesPerBatch);
/** The presence that owns what is opened, and the signaling node that hears about its end. */
const owner = { presenceId, signalingNodeId: nodeId };

interface CallRow {
  data: z.ZodType;
  reply: z.ZodType;
}

/** Every call from signaling to a media node. */
export const mediaControl = {
  /** A sign of life, with all workers that live. A node answers it even while it answers nothing else. */
  alive: { data: nothing, reply: z.strictObject({ workerIds: z.array(workerId).max(256) }) },
  /** What a proctor's browser needs before any stream exists; the same on every worker. */
  capabilities: { data: nothing, reply: z.strictObject({ routerRtpCapabilities: rtpCapabilities }) },
  /** Chooses a worker for the sitting and opens its send transport. Throws `noCapacity`. */
  placeSitting: {
    data: z.strictObject({ ...owner, sittingId }),
    reply: z.strictObject({ workerId, sendTransport: transportOptions }),
  },
  start: { data: signals.start.data, reply: signals.start.reply },
  publish: { data: signals.publish.data, reply: signals.publish.reply },
  unpublish: { data: signals.unpublish.data, reply: nothing },
  restartIce: { data: signals.restartIce.data, reply: signals.restartIce.reply },
  /** Opens a watcher's receive transport on one worker. */
  openReceiver: {
    data: z.strictObject({ ...owner, workerId }),
    reply: z.strictObject({ transport: transportOptions }),
  },
  connectReceiver: { data: signals.connectReceiver.data, reply: nothing },
  /** Opens paused consumers on one receive transport. */
  watch: {
    data: z.strictObject({
      transportId,
      rtpCapabilities,
      streams: z.array(z.strictObject({ streamId, step })).min(1).max(limits.watchesPerBatch),
    }),
    reply: signals.watch.reply.pick({ watches: true, refused: true }),
  },
  resumeWatch: { data: z.strictObject({ watchIds }), reply: nothing },
  pauseWatch: { data: z.strictObject({ watchIds }), reply: nothing },
  setStep: { data: z.strictObject({ watchIds, step }), reply: nothing },
  unwatch: { data: z.strictObject({ watchIds }), reply: nothing },
  /** Opens a proctor's send transport on the worker of a sitting. Throws `notFound` when the sitting is not placed here. */
  openVoice: {
    data: z.strictObject({ ...owner, sittingId }),
    reply: signals.openVoice.reply,
  },
  startVoice: { data: signals.startVoice.data, reply: nothing },
  speak: { data: signals.speak.data, reply: nothing },
  closeVoice: { data: signals.closeVoice.data, reply: nothing },
  /**
   * Another signaling node has the presence from now on. What happened to it before was told to the last one, and arrives
   * there before this answer.
   */
  moveOwner: { data: z.strictObject(owner), reply: nothing },
  /** Closes every transport of a presence, with all it carries. */
  closePresence: { data: z.strictObject({ presenceId }), reply: nothing },
} as const satisfies Record<string, CallRow>;

export type MediaControl = typeof mediaControl;
export type MediaCallName = keyof MediaControl;
export type MediaCallData<N extends MediaCallName> = z.output<MediaControl[N]['data']>;
export type MediaCallReply<N extends MediaCallName> = z.output<MediaControl[N]['reply']>;
export type MediaCallHandlers = {
  [N in MediaCallName]: (data: MediaCallData<N>) => Promise<MediaCallReply<N>>;
};

/** What a media node tells the signaling node of the presences concerned. */
export const mediaEvent = z.discriminatedUnion('event', [
  /** A worker died: the presences that published through it, and the receive transports that ended with it. */
  z.strictObject({
    event: z.literal('workerDied'),
    workerId,
    publishers: z.array(presenceId),
    receivers: z.array(z.strictObject({ presenceId, transportId })),
  }),
  /** A publisher's transport failed (DTLS alert, ICE consent lost): its streams are closed. */
  z.strictObject({ event: z.literal('publisherLost'), presenceId, transportId, streamIds: z.array(streamId) }),
  z.strictObject({ event: z.literal('receiverLost'), presenceId, transportId }),
  z.strictObject({ event: z.literal('watchesClosed'), presenceId, watchIds: z.array(watchId).min(1) }),
  /** To the presence that publishes the sitting: a proctor's voice is there to be heard, is heard, or is gone. */
  z.strictObject({
    event: z.literal('voiceOpened'),
    presenceId,
    mediaNodeId: nodeId,
    transport: transportOptions,
    watch: openedWatch,
  }),
  z.strictObject({ event: z.literal('voiceChanged'), presenceId, watchId, speaks: z.boolean() }),
  z.strictObject({ event: z.literal('voiceClosed'), presenceId, watchId }),
  /** To the proctor: the transport it speaks over is gone. */
  z.strictObject({ event: z.literal('speakerLost'), presenceId, transportId }),
  z.strictObject({ event: z.literal('streamLink'), presenceId, stream: liveStream }),
  z.strictObject({
    event: z.literal('demand'),
    presenceId,
    streamId,
    source,
    tile: z.boolean(),
    focus: z.boolean(),
    watchers: z.int().min(0),
  }),
]);
export type MediaEvent = z.infer<typeof mediaEvent>;

/** The cluster subject on which one signaling node hears its media events. */
export const mediaEventsOf = (signalingNodeId: string) => `mediaEvents/${signalingNodeId}`;

/**
 * The lease by which a media node is found. `loads` are the estimated CPU shares, 0 to 1, of those of its workers that take
 * sittings; a full one is not among them. A node that drains takes nothing new and gives what it has to others.
 */
export const mediaNodeGroup = 'mediaNodes';
export const mediaNodeLease = z.strictObject({
  loads: z.array(z.number().min(0)).max(256),
  draining: z.boolean(),
});
export type MediaNodeLease = z.infer<typeof mediaNodeLease>;

/** A media node that has not renewed its lease for this long is taken for dead, and takes itself for dead. Milliseconds. */
export const mediaNodeLeaseMs = 3_000;
