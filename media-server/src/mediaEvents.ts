import type { NodeId, StreamId, WatchId } from '@invigil/contract/ids';
import type { LiveStream } from '@invigil/contract/live';
import { type MediaEvent, mediaEvent, mediaEventsOf } from '@invigil/contract/mediaControl';
import type { Cluster } from '@invigil/server-kit/cluster/cluster';
import type { Demanded } from './demand.ts';
import type { MediaTransport, Owner } from './mediaTransport.ts';
import type { MediaWorker } from './mediaWorker.ts';
import type { Stream, StreamEvents } from './stream.ts';
import type { Hearing } from './voice.ts';
import type { Watch } from './watch.ts';

/** Tells signaling nodes what happened to the presences they hold. */
export class MediaEvents implements StreamEvents {
  readonly #cluster: Cluster;
  readonly #closedWatches = new Map<string, { owner: Owner; watchIds: WatchId[] }>();
  readonly #sending = new Set<Promise<void>>();

  constructor({ cluster }: { cluster: Cluster }) {
    this.#cluster = cluster;
  }

  demand({ id, source, transport: { owner } }: Stream, { tile, focus, watchers }: Demanded): void {
    const { presenceId, signalingNodeId } = owner;
    this.#tell(signalingNodeId, { event: 'demand', presenceId, streamId: id, source, tile, focus, watchers });
  }

  link({ transport: { owner } }: Stream, stream: LiveStream): void {
    this.#tell(owner.signalingNodeId, { event: 'streamLink', presenceId: owner.presenceId, stream });
  }

  publisherLost({ id: transportId, owner }: MediaTransport, streamIds: StreamId[]): void {
    const { presenceId, signalingNodeId } = owner;
    this.#tell(signalingNodeId, { event: 'publisherLost', presenceId, transportId, streamIds });
  }

  receiverLost({ id: transportId, owner }: MediaTransport): void {
    this.#tell(owner.signalingNodeId, { event: 'receiverLost', presenceId: owner.presenceId, transportId });
  }

  voiceOpened({ presenceId, signalingNodeId }: Owner, { transport, opened: watch }: Hearing): void {
    const opened = { presenceId, mediaNodeId: this.#cluster.nodeId, transport: transport.options, watch };
    this.#tell(signalingNodeId, { event: 'voiceOpened', ...opened });
  }

  voiceChanged({ presenceId, signalingNodeId }: Owner, { opened: { watchId } }: Hearing, speaks: boolean): void {
    this.#tell(signalingNodeId, { event: 'voiceChanged', presenceId, watchId, speaks });
  }

  voiceClosed({ presenceId, signalingNodeId }: Owner, { opened: { watchId } }: Hearing): void {
    this.#tell(signalingNodeId, { event: 'voiceClosed', presenceId, watchId });
  }

  speakerLost({ id: transportId, owner }: MediaTransport): void {
    this.#tell(owner.signalingNodeId, { event: 'speakerLost', presenceId: owner.presenceId, transportId });
  }

  /** A watch closed with its stream. What closes in one turn, such as webcam and screen of one candidate, is told together. */
  watchClosed({ id, transport: { owner } }: Watch): void {
    if (this.#closedWatches.size === 0) queueMicrotask(() => this.#tellClosedWatches());
    const waiting = this.#closedWatches.get(owner.presenceId) ?? { owner, watchIds: [] };
    waiting.watchIds.push(id);
    this.#closedWatches.set(owner.presenceId, waiting);
  }

  /** Once to each signaling node concerned: who published through the dead worker, and which receivers ended. */
  workerDied(worker: MediaWorker, publishers: readonly MediaTransport[], receivers: readonly MediaTransport[]): void {
    const of = (transports: readonly MediaTransport[], node: NodeId) =>
      transports
        .filter(({ owner }) => owner.signalingNodeId === node)
        .map(({ id, owner }) => ({ transportId: id, presenceId: owner.presenceId }));
    for (const node of new Set([...publishers, ...receivers].map(({ owner }) => owner.signalingNodeId)))
      this.#tell(node, {
        event: 'workerDied',
        workerId: worker.id,
        publishers: of(publishers, node).map(({ presenceId }) => presenceId),
        receivers: of(receivers, node),
      });
  }

  /** Resolves when everything told so far is sent. */
  async sent(): Promise<void> {
    await Promise.all(this.#sending);
  }

  /** While signaling cannot be reached it waits: a worker that died then is told when it can be heard. */
  #tell(signalingNodeId: NodeId, event: MediaEvent): void {
    const sending = this.#cluster
      .tell(mediaEventsOf(signalingNodeId), mediaEvent, event)
      .finally(() => this.#sending.delete(sending));
    this.#sending.add(sending);
  }

  #tellClosedWatches(): void {
    const waiting = [...this.#closedWatches.values()];
    this.#closedWatches.clear();
    for (const { owner, watchIds } of waiting)
      this.#tell(owner.signalingNodeId, { event: 'watchesClosed', presenceId: owner.presenceId, watchIds });
  }
}
