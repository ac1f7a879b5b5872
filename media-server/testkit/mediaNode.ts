import { randomUUID } from 'node:crypto';
import { type NodeId, nodeId, presenceId, type StreamId, sittingId, type WorkerId } from '@invigil/contract/ids';
import {
  type MediaCallData,
  type MediaCallName,
  type MediaCallReply,
  type MediaEvent,
  mediaControl,
  mediaEvent,
  mediaEventsOf,
} from '@invigil/contract/mediaControl';
import type { StreamToPublish } from '@invigil/contract/signals';
import type { Step } from '@invigil/contract/sources';
import { type Clock, systemClock } from '@invigil/server-kit/clock';
import type { Cluster } from '@invigil/server-kit/cluster/cluster';
import { LocalHub } from '@invigil/server-kit/cluster/local';
import { createLog } from '@invigil/server-kit/log';
import { z } from 'zod';
import { createMediaServer, type MediaServer, type MediaServerConfig } from '../src/mediaServer.ts';
import { PublisherBot } from './publisherBot.ts';
import type { Protocol } from './sdp.ts';
import { waitFor } from './waitFor.ts';
import { WatcherBot, watcherCapabilities } from './watcherBot.ts';

const log = createLog({ name: 'media-server-test', level: 'silent' });

type EventOf<E extends MediaEvent['event']> = Extract<MediaEvent, { event: E }>;

/** A media server with real workers on loopback, called and heard over the cluster as a signaling node would. */
export class MediaNode {
  readonly server: MediaServer;
  readonly signaling: Cluster;
  readonly events: MediaEvent[] = [];
  readonly #clusters: Cluster[];
  readonly #bots = new Set<{ close(): void }>();

  readonly #hub: LocalHub;
  readonly #listeners = new Set<(event: MediaEvent) => void>();

  private constructor(server: MediaServer, signaling: Cluster, hub: LocalHub, clusters: Cluster[]) {
    this.server = server;
    this.signaling = signaling;
    this.#hub = hub;
    this.#clusters = clusters;
  }

  static async start(config: Partial<MediaServerConfig> = {}, clock: Clock = systemClock): Promise<MediaNode> {
    const hub = new LocalHub();
    const cluster = await hub.join(nodeId.parse('media-1'), { log });
    const signaling = await hub.join(nodeId.parse('signaling-1'), { log });
    const server = await createMediaServer({
      cluster,
      log,
      clock,
      config: { workers: 1, spareWorkers: 0, listenAddress: '127.0.0.1', basePort: 0, ...config },
    });
    const node = new MediaNode(server, signaling, hub, [cluster, signaling]);
    await signaling.hear(mediaEventsOf(signaling.nodeId), mediaEvent, (event) => {
      node.events.push(event);
      for (const listener of node.#listeners) listener(event);
    });
    return node;
  }

  /** Another signaling node; what it hears is not among `events`. */
  async joinSignaling(id: NodeId): Promise<Cluster> {
    const cluster = await this.#hub.join(id, { log });
    this.#clusters.push(cluster);
    return cluster;
  }

  /** Calls back at once with each event of this kind from now on. */
  onEvent(kind: MediaEvent['event'], listener: () => void): void {
    this.#listeners.add((event) => {
      if (event.event === kind) listener();
    });
  }

  call<N extends MediaCallName>(name: N, data: MediaCallData<N>): Promise<MediaCallReply<N>> {
    return this.signaling.call(nodeId.parse('media-1'), mediaControl, name, data);
  }

  /** Calls with anything at all, as a signaling node of another version might: only the media node checks it. */
  callUnchecked(name: MediaCallName, data: unknown): Promise<unknown> {
    const anything = { data: z.unknown(), reply: z.unknown() };
    return this.signaling.call(nodeId.parse('media-1'), { [name]: anything }, name, data);
  }

  /** The first event of this kind, past or to come, that fits. */
  event<E extends MediaEvent['event']>(
    kind: E,
    fits: (event: EventOf<E>) => boolean = () => true,
  ): Promise<EventOf<E>> {
    const isIt = (event: MediaEvent): event is EventOf<E> => event.event === kind && fits(event as EventOf<E>);
    return waitFor(`the event ${kind}`, () => this.events.find(isIt));
  }

  newest<E extends MediaEvent['event']>(kind: E): EventOf<E> | undefined {
    return this.events.findLast((event): event is EventOf<E> => event.event === kind);
  }

  /** A new presence held by the signaling node. */
  owner(signaling: Cluster = this.signaling) {
    return { presenceId: presenceId.parse(randomUUID()), signalingNodeId: signaling.nodeId };
  }

  place(owner = this.owner(), sitting = newSitting()) {
    return this.call('placeSitting', { ...owner, sittingId: sitting });
  }

  /** Places a sitting and publishes through it with a bot, which is connected when this resolves. */
  async publish(
    streams: StreamToPublish[],
    { owner = this.owner(), sitting = newSitting(), over = 'udp' as Protocol } = {},
  ) {
    const placed = await this.place(owner, sitting);
    const bot = await PublisherBot.create();
    this.#bots.add(bot);
    bot.connect(placed.sendTransport, over);
    const { transportId } = placed.sendTransport;
    const started = await this.call('start', { transportId, dtlsParameters: bot.dtlsParameters, streams });
    await bot.opened;
    return { ...placed, owner, transportId, bot, dtlsParameters: bot.dtlsParameters, streams: started.streams };
  }

  /** Opens a receiver on a worker and watches through it with a bot, which is connected when this resolves. */
  async watch(
    workerId: WorkerId,
    streams: { streamId: StreamId; step: Step }[],
    { owner = this.owner(), capabilities = watcherCapabilities, over = 'udp' as Protocol } = {},
  ) {
    const { transport } = await this.call('openReceiver', { ...owner, workerId });
    const { transportId } = transport;
    const reply = await this.call('watch', { transportId, rtpCapabilities: capabilities, streams });
    const bot = await WatcherBot.create();
    this.#bots.add(bot);
    bot.connect(transport, over);
    await this.call('connectReceiver', { transportId, dtlsParameters: bot.dtlsParameters });
    await bot.opened;
    const ssrcs = reply.watches.map(({ rtpParameters }) => rtpParameters.encodings?.[0]?.ssrc);
    return { owner, transportId, bot, ...reply, watchIds: reply.watches.map(({ watchId }) => watchId), ssrcs };
  }

  async close(): Promise<void> {
    for (const bot of this.#bots) bot.close();

    await this.server.close();
    await Promise.all(this.#clusters.map((cluster) => cluster.close()));
  }
}

export const newSitting = () => sittingId.parse(randomUUID());
