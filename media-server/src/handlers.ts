import { AppError } from '@invigil/contract/errors';
import type { WatchId } from '@invigil/contract/ids';
import type { MediaCallHandlers, MediaCallReply } from '@invigil/contract/mediaControl';
import type { RtpCapabilities } from '@invigil/contract/rtp';
import type { publishedStream } from '@invigil/contract/signals';
import { toAppError } from '@invigil/server-kit/fault';
import type { Log } from '@invigil/server-kit/log';
import type { z } from 'zod';
import type { MediaEvents } from './mediaEvents.ts';
import { counted, type MediaMetrics } from './mediaMetrics.ts';
import type { Publishers } from './publishers.ts';
import type { Receiver, ToWatch } from './receiver.ts';
import type { Receivers } from './receivers.ts';
import { askMediasoup } from './refusal.ts';
import type { Stream } from './stream.ts';
import type { Streams } from './streams.ts';
import type { Voices } from './voices.ts';
import type { Watch } from './watch.ts';
import type { Workers } from './workers.ts';

type PublishedStream = z.infer<typeof publishedStream>;

interface HandlerDeps {
  workers: Workers;
  publishers: Publishers;
  receivers: Receivers;
  voices: Voices;
  streams: Streams;
  events: MediaEvents;
  counters: MediaMetrics;
  log: Log;
  /** What browsers are offered; the same on every worker. */
  routerRtpCapabilities: RtpCapabilities;
}

const nothing = {};

/** The answers to every call of the contract's `mediaControl`. Who may call what was decided by signaling. */
export function mediaCallHandlers(deps: HandlerDeps): MediaCallHandlers {
  const { workers, publishers, receivers, voices, streams, events, counters, routerRtpCapabilities } = deps;
  return {
    alive: async () => ({ workerIds: workers.active.map(({ id }) => id) }),

    capabilities: async () => ({ routerRtpCapabilities }),

    placeSitting: async ({ sittingId, ...owner }) => {
      const { transport } = await publishers.place(owner, sittingId).catch((error: unknown) => {
        if (error instanceof AppError && error.code === 'noCapacity') counters.full();
        throw error;
      });
      return { workerId: transport.worker.id, sendTransport: transport.options };
    },

    start: async ({ transportId, dtlsParameters, streams: toPublish }) => {
      const published = await publishers.get(transportId).start(dtlsParameters, toPublish);
      return { streams: published.map((stream) => answerFor(stream, events)) };
    },

    publish: async ({ transportId, stream }) => answerFor(await publishers.get(transportId).publish(stream), events),

    unpublish: async ({ streamId }) => {
      const stream = streams.find(streamId);
      if (stream) publishers.unpublish(stream);
      return nothing;
    },

    restartIce: async ({ transportId }) => {
      const transport =
        publishers.find(transportId)?.transport ??
        voices.transport(transportId) ??
        receivers.get(transportId).transport;
      return { iceParameters: await transport.restartIce() };
    },

    openReceiver: async ({ workerId, ...owner }) => {
      const { transport } = await receivers.open(owner, workerId);
      return { transport: transport.options };
    },

    connectReceiver: async ({ transportId, dtlsParameters }) => {
      const transport = voices.transport(transportId) ?? receivers.get(transportId).transport;
      await transport.connect(dtlsParameters);
      return nothing;
    },

    watch: ({ transportId, rtpCapabilities, streams: toWatch }) =>
      watchAll(deps, receivers.get(transportId), rtpCapabilities, toWatch),

    resumeWatch: async ({ watchIds }) => {
      const others = await voices.resume(watchIds);
      if (others.length === 0) return nothing;
      return onEach(deps, others, 'resuming a watch', (watch) => watch.resume());
    },

    pauseWatch: ({ watchIds }) => onEach(deps, watchIds, 'pausing a watch', (watch) => watch.pause()),

    setStep: ({ watchIds, step }) => onEach(deps, watchIds, 'changing a step', async (watch) => watch.setStep(step)),

    unwatch: async ({ watchIds }) => {
      for (const { receiver, watch } of receivers.watches(watchIds)) receiver.unwatch(watch);
      return nothing;
    },

    openVoice: async ({ sittingId, ...owner }) => {
      const { speaker } = await voices.open(owner, sittingId);
      return { transport: speaker.options };
    },

    startVoice: async ({ transportId, dtlsParameters, rtpParameters }) => {
      await voices.start(transportId, dtlsParameters, rtpParameters);
      return nothing;
    },

    speak: async ({ transportId, speaks }) => {
      await voices.speak(transportId, speaks);
      return nothing;
    },

    closeVoice: async ({ transportId }) => {
      voices.close(transportId);
      return nothing;
    },

    moveOwner: async ({ presenceId, signalingNodeId }) => {
      for (const owner of [...publishers.owners(), ...receivers.owners(), ...voices.owners()])
        if (owner.presenceId === presenceId) owner.signalingNodeId = signalingNodeId;
      return nothing;
    },

    closePresence: async ({ presenceId }) => {
      voices.closeSpeaker(presenceId);
      publishers.closePresence(presenceId);
      receivers.closePresence(presenceId);
      return nothing;
    },
  };
}

/** The answer for a published stream; right after it, its sender hears what is demanded of it. */
function answerFor(stream: Stream, events: MediaEvents): PublishedStream {
  setImmediate(() => {
    if (!stream.closed) events.demand(stream, stream.demand.now);
  });
  return { streamId: stream.id, source: stream.source, trackId: stream.trackId };
}

/** Opens what can be watched, all at once; what cannot be is named with its reason. */
async function watchAll(
  { counters, log }: HandlerDeps,
  receiver: Receiver,
  rtpCapabilities: RtpCapabilities,
  toWatch: readonly ToWatch[],
): Promise<MediaCallReply<'watch'>> {
  const reply: MediaCallReply<'watch'> = { watches: [], refused: [] };
  const opening = toWatch.map((one) => counted(counters.watch, () => receiver.watch(one, rtpCapabilities)));
  for (const [index, outcome] of (await Promise.allSettled(opening)).entries()) {
    const asked = toWatch[index];
    if (outcome.status === 'fulfilled') reply.watches.push(outcome.value.opened);
    else if (asked) {
      const error = toAppError(outcome.reason, { log, doing: 'opening a watch' }).body;
      reply.refused.push({ streamId: asked.streamId, error });
    }
  }
  return reply;
}

/**
 * Does the same to every watch that still is. One that closes meanwhile fails nothing: its owner is told by event.
 * @throws {AppError} `watchNotFound` when none is left.
 */
async function onEach(
  { receivers, log }: HandlerDeps,
  watchIds: readonly WatchId[],
  doing: string,
  act: (watch: Watch) => Promise<void>,
): Promise<Record<string, never>> {
  const found = receivers.watches(watchIds);
  if (found.length === 0) throw new AppError({ code: 'watchNotFound' });
  await Promise.all(
    found.map(async ({ watch }) => {
      try {
        await askMediasoup(log, doing, () => act(watch));
      } catch (error) {
        if (!watch.closed) throw error;
      }
    }),
  );
  return nothing;
}
