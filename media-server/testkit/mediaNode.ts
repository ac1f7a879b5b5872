import { randomUUID } from 'node:crypto';
import { nodeId, presenceId, sittingId } from '@invigil/contract/ids';
import {
  type MediaCallData,
  type MediaCallName,
  type MediaCallReply,
  type MediaEvent,
  mediaControl,
  mediaEvent,
  mediaEventsOf,
} from '@invigil/contract/mediaControl';
import { systemClock } from '@invigil/server-kit/clock';
import type { Cluster } from '@invigil/server-kit/cluster/cluster';
import { LocalHub } from '@invigil/server-kit/cluster/local';
import { createLog } from '@invigil/server-kit/log';
import { createMediaServer, type MediaServer, type MediaServerConfig } from '../src/mediaServer.ts';
import { waitFor } from './waitFor.ts';

type EventOf<E extends MediaEvent['event']> = Extract<MediaEvent, { event: E }>;

/** A media server with real workers on loopback, called and heard over the cluster as a signaling node would. */
export class MediaNode {
  readonly server: MediaServer;
  readonly signaling: Cluster;
  readonly events: MediaEvent[] = [];
  readonly #clusters: Cluster[];

  private constructor(server: MediaServer, signaling: Cluster, clusters: Cluster[]) {
    this.server = server;
    this.signaling = signaling;
    this.#clusters = clusters;
  }

  static async start(config: Partial<MediaServerConfig> = {}): Promise<MediaNode> {
    const log = createLog({ name: 'media-server-test', level: 'silent' });
    const hub = new LocalHub();
    const cluster = await hub.join(nodeId.parse('media-1'), { log });
    const signaling = await hub.join(nodeId.parse('signaling-1'), { log });
    const server = await createMediaServer({
      cluster,
      log,
      clock: systemClock,
      config: { workers: 1, spareWorkers: 0, listenAddress: '127.0.0.1', basePort: 0, ...config },
    });
    const node = new MediaNode(server, signaling, [cluster, signaling]);
    await node.hear(signaling);
    return node;
  }

  async hear(signaling: Cluster): Promise<void> {
    await signaling.hear(mediaEventsOf(signaling.nodeId), mediaEvent, (event) => this.events.push(event));
  }

  call<N extends MediaCallName>(name: N, data: MediaCallData<N>): Promise<MediaCallReply<N>> {
    return this.signaling.call(nodeId.parse('media-1'), mediaControl, name, data);
  }

  /** The first event of this kind, past or to come, that fits. */
  event<E extends MediaEvent['event']>(kind: E, fits: (event: EventOf<E>) => boolean = () => true): Promise<EventOf<E>> {
    const isIt = (event: MediaEvent): event is EventOf<E> => event.event === kind && fits(event as EventOf<E>);
    return waitFor(`the event ${kind}`, () => this.events.find(isIt));
  }

  /** A new presence held by the signaling node. */
  owner(signaling: Cluster = this.signaling) {
    return { presenceId: presenceId.parse(randomUUID()), signalingNodeId: signaling.nodeId };
  }

  place(owner = this.owner()) {
    return this.call('placeSitting', { ...owner, sittingId: sittingId.parse(randomUUID()) });
  }

  async close(): Promise<void> {
    await this.server.close();
    await Promise.all(this.#clusters.map((cluster) => cluster.close()));
  }
}
