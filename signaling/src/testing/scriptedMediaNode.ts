import { AppError } from '@invigil/contract/errors';
import {
  type NodeId,
  type PresenceId,
  type SittingId,
  type StreamId,
  type TransportId,
  type WatchId,
  type WorkerId,
  workerId,
} from '@invigil/contract/ids';
import {
  type MediaCallData,
  type MediaCallHandlers,
  type MediaCallName,
  type MediaEvent,
  type MediaNodeLease,
  mediaControl,
  mediaEvent,
  mediaEventsOf,
  mediaNodeGroup,
  mediaNodeLease,
} from '@invigil/contract/mediaControl';
import type { Closable, Cluster, Lease } from '@invigil/server-kit/cluster/cluster';
import { newStreamId, newWatchId, someCapabilities, someRtp, someTransport } from './media.ts';

type Call = { [N in MediaCallName]: { name: N; data: MediaCallData<N> } }[MediaCallName];

/**
 * The far side of the media port: it answers every call as a media node would, with canned parameters instead of
 * mediasoup, keeps what it was asked, and says what a test wants it to say.
 */
export class ScriptedMediaNode {
  readonly nodeId: NodeId;
  readonly calls: Call[] = [];
  /** The worker that takes the next sitting. */
  worker: WorkerId;
  candidatesPerTransport = 1;
  nextWatchId: WatchId | undefined;
  /** What the next call of a name does instead of answering. */
  readonly next = new Map<MediaCallName, () => Promise<void>>();
  readonly #cluster: Cluster;
  readonly #transports = new Map<TransportId, { presenceId: PresenceId; workerId: WorkerId }>();
  readonly #streams = new Map<StreamId, TransportId>();
  readonly #tracks = new Map<string, StreamId>();
  readonly #watches = new Set<WatchId>();
  readonly #sittings = new Set<SittingId>();
  readonly #workers = new Set<WorkerId>();
  #lease: Lease<MediaNodeLease> | undefined;
  #answered: Closable | undefined;

  private constructor(cluster: Cluster) {
    this.#cluster = cluster;
    this.nodeId = cluster.nodeId;
    this.worker = workerId.parse(`${cluster.nodeId}-w1`);
  }

  static async create(cluster: Cluster): Promise<ScriptedMediaNode> {
    const node = new ScriptedMediaNode(cluster);
    node.#answered = await cluster.answer(mediaControl, node.#handlers());
    node.#lease = await cluster.claim({
      group: mediaNodeGroup,
      name: cluster.nodeId,
      schema: mediaNodeLease,
      value: { loads: [0.1], draining: false },
      ttlMs: 60_000,
    });
    return node;
  }

  asked<N extends MediaCallName>(name: N): MediaCallData<N>[] {
    return this.calls.flatMap((call) => (call.name === name ? [call.data as MediaCallData<N>] : []));
  }

  /** What it holds open. */
  get held() {
    return { transports: this.#transports.size, streams: this.#streams.size, watches: this.#watches.size };
  }

  async tell(event: MediaEvent, signalingNodeId = 'signaling'): Promise<void> {
    await this.#cluster.publish(mediaEventsOf(signalingNodeId), mediaEvent, event);
  }

  async load({ load, draining }: { load: number; draining: boolean }): Promise<void> {
    await this.#lease?.update({ loads: [load], draining });
  }

  /** Its lease is lost, as when Redis restarts; it goes on answering. */
  async loseLease(): Promise<void> {
    await this.#lease?.release();
  }

  /** The death of a worker as a media node tells it. */
  async killWorker(dead: WorkerId, signalingNodeId?: string): Promise<void> {
    this.#workers.delete(dead);
    const gone = [...this.#transports].filter(([, transport]) => transport.workerId === dead);
    const sends = new Set(this.#streams.values());
    for (const [id] of gone) this.#forget(id);
    await this.tell(
      {
        event: 'workerDied',
        workerId: dead,
        publishers: gone.filter(([id]) => sends.has(id)).map(([, { presenceId }]) => presenceId),
        receivers: gone
          .filter(([id]) => !sends.has(id))
          .map(([transportId, { presenceId }]) => ({ presenceId, transportId })),
      },
      signalingNodeId,
    );
  }

  /** Nobody hears it, as when its process is gone. */
  async deafen(): Promise<void> {
    await this.#answered?.close();
  }

  async hearAgain(): Promise<void> {
    this.#answered = await this.#cluster.answer(mediaControl, this.#handlers());
  }

  /** It takes calls and answers none, as a stopped process. */
  async standStill(): Promise<void> {
    await this.deafen();
    const never = () => new Promise<never>(() => undefined);
    this.#answered = await this.#cluster.answer({ alive: mediaControl.alive }, { alive: never });
  }

  /** Gone without a word. */
  async close(): Promise<void> {
    await this.#answered?.close();
    await this.#cluster.close();
  }

  #forget(id: TransportId): void {
    this.#transports.delete(id);
    for (const [streamId, transportId] of this.#streams) if (transportId === id) this.#streams.delete(streamId);
  }

  #open(presenceId: PresenceId, worker: WorkerId) {
    this.#workers.add(worker);
    const transport = someTransport({ candidates: this.candidatesPerTransport });
    this.#transports.set(transport.transportId, { presenceId, workerId: worker });
    return transport;
  }

  #known(id: TransportId): void {
    if (!this.#transports.has(id)) throw new AppError({ code: 'transportNotFound' });
  }

  /** A track that was published before has the stream it had. */
  #streamOf(trackId: string, id: TransportId): StreamId {
    const key = `${id}/${trackId}`;
    const stream = this.#tracks.get(key) ?? newStreamId();
    this.#tracks.set(key, stream);
    this.#streams.set(stream, id);
    return stream;
  }

  #handlers(): MediaCallHandlers {
    const noted = <N extends MediaCallName>(name: N, answer: MediaCallHandlers[N]): MediaCallHandlers[N] =>
      (async (data: MediaCallData<N>) => {
        this.calls.push({ name, data } as Call);
        const instead = this.next.get(name);
        this.next.delete(name);
        await instead?.();
        return answer(data as never);
      }) as MediaCallHandlers[N];
    return {
      alive: async () => ({ workerIds: [...this.#workers, this.worker] }),
      capabilities: noted('capabilities', async () => ({ routerRtpCapabilities: someCapabilities })),
      placeSitting: noted('placeSitting', async ({ presenceId, sittingId }) => {
        this.#sittings.add(sittingId);
        return { workerId: this.worker, sendTransport: this.#open(presenceId, this.worker) };
      }),
      start: noted('start', async ({ transportId, streams }) => {
        this.#known(transportId);
        return {
          streams: streams.map(({ trackId, source }) => ({
            trackId,
            source,
            streamId: this.#streamOf(trackId, transportId),
          })),
        };
      }),
      publish: noted('publish', async ({ transportId, stream: { trackId, source } }) => {
        this.#known(transportId);
        return { trackId, source, streamId: this.#streamOf(trackId, transportId) };
      }),
      unpublish: noted('unpublish', async ({ streamId }) => {
        this.#streams.delete(streamId);
        return {};
      }),
      restartIce: noted('restartIce', async ({ transportId }) => {
        this.#known(transportId);
        return { iceParameters: { usernameFragment: 'again', password: 'again', iceLite: true } };
      }),
      openReceiver: noted('openReceiver', async (data) => ({ transport: this.#open(data.presenceId, data.workerId) })),
      connectReceiver: noted('connectReceiver', async ({ transportId }) => {
        this.#known(transportId);
        return {};
      }),
      watch: noted('watch', async ({ transportId, streams }) => {
        this.#known(transportId);
        const open = streams.filter(({ streamId }) => this.#streams.has(streamId));
        const watches = open.map(({ streamId }) => ({
          watchId: this.nextWatchId ?? newWatchId(),
          streamId,
          transportId,
          kind: 'video' as const,
          rtpParameters: someRtp,
        }));
        this.nextWatchId = undefined;
        for (const { watchId } of watches) this.#watches.add(watchId);
        const closed = streams.filter(({ streamId }) => !this.#streams.has(streamId));
        const refused = closed.map(({ streamId }) => ({ streamId, error: { code: 'streamNotFound' as const } }));
        return { watches, refused };
      }),
      resumeWatch: noted('resumeWatch', async () => ({})),
      pauseWatch: noted('pauseWatch', async () => ({})),
      setStep: noted('setStep', async () => ({})),
      unwatch: noted('unwatch', async ({ watchIds }) => {
        for (const watchId of watchIds) this.#watches.delete(watchId);
        return {};
      }),
      openVoice: noted('openVoice', async ({ presenceId, sittingId }) => {
        if (!this.#sittings.has(sittingId)) throw new AppError({ code: 'notFound' });
        return { transport: this.#open(presenceId, this.worker) };
      }),
      startVoice: noted('startVoice', async ({ transportId }) => {
        this.#known(transportId);
        return {};
      }),
      speak: noted('speak', async ({ transportId }) => {
        this.#known(transportId);
        return {};
      }),
      closeVoice: noted('closeVoice', async ({ transportId }) => {
        this.#forget(transportId);
        return {};
      }),
      moveOwner: noted('moveOwner', async () => ({})),
      closePresence: noted('closePresence', async ({ presenceId }) => {
        for (const [id, transport] of [...this.#transports]) if (transport.presenceId === presenceId) this.#forget(id);
        return {};
      }),
    };
  }
}
