import { AppError } from '@invigil/contract/errors';
import type { NodeId, PresenceId, SittingId, WorkerId } from '@invigil/contract/ids';
import {
  type MediaCallData,
  type MediaCallName,
  type MediaCallReply,
  type MediaNodeLease,
  mediaControl,
  mediaNodeGroup,
  mediaNodeLease,
} from '@invigil/contract/mediaControl';
import type { RtpCapabilities } from '@invigil/contract/rtp';
import type { Cluster } from '@invigil/server-kit/cluster/cluster';
import type { Log } from '@invigil/server-kit/log';
import type { Place } from './candidate.ts';

const checkMs = 1_000;
const callTimeoutMs = 4_000;
const signOfLifeMs = 1_000;
/** How many nodes are asked before a sitting is refused. */
const placesTried = 3;
const retryAfterSeconds = 5;
const closeAttempts = 3;

/** The media nodes of the cluster: which live, which takes the next sitting, and calls to them. */
export class MediaNodes {
  readonly #cluster: Cluster;
  readonly #log: Log;
  #onGone: (nodeId: NodeId) => void = () => undefined;
  readonly #random: () => number;
  #nodes = new Map<NodeId, MediaNodeLease>();
  #capabilities: { nodeId: NodeId; routerRtpCapabilities: RtpCapabilities } | undefined;
  #checking: NodeJS.Timeout | undefined;

  private constructor(options: MediaNodesOptions) {
    this.#cluster = options.cluster;
    this.#log = options.log;
    this.#random = options.random ?? Math.random;
  }

  static async create(options: MediaNodesOptions): Promise<MediaNodes> {
    const media = new MediaNodes(options);
    await media.#check();
    return media;
  }

  /** Looks every second from now on; `onGone` hears of a node that died: nothing that it held exists any more. */
  watch(onGone: (nodeId: NodeId) => void): void {
    this.#onGone = onGone;
    this.#checkLater();
  }

  /** Rejects while no media node takes sittings; asks the cluster, and so finds out whether it can be reached as well. */
  async checkReady(): Promise<void> {
    await this.#check();
    if (this.#willing().length === 0) throw new AppError({ code: 'noCapacity', retryAfterSeconds });
  }

  call<N extends MediaCallName>(nodeId: NodeId, name: N, data: MediaCallData<N>): Promise<MediaCallReply<N>> {
    return this.#cluster.call(nodeId, mediaControl, name, data, { timeoutMs: callTimeoutMs });
  }

  openReceiver(
    nodeId: NodeId,
    { presenceId, workerId }: { presenceId: PresenceId; workerId: WorkerId },
  ): Promise<MediaCallReply<'openReceiver'>> {
    return this.call(nodeId, 'openReceiver', { presenceId, signalingNodeId: this.#cluster.nodeId, workerId });
  }

  openVoice(
    nodeId: NodeId,
    { presenceId, sittingId }: { presenceId: PresenceId; sittingId: SittingId },
  ): Promise<MediaCallReply<'openVoice'>> {
    return this.call(nodeId, 'openVoice', { presenceId, signalingNodeId: this.#cluster.nodeId, sittingId });
  }

  /** Closes all media of a presence on these nodes. A node that does not answer is asked again; a dead one has nothing left. */
  async closePresence(presenceId: PresenceId, nodeIds: Iterable<NodeId>): Promise<void> {
    await Promise.all([...nodeIds].map((nodeId) => this.#closeOn(nodeId, presenceId)));
  }

  async #closeOn(nodeId: NodeId, presenceId: PresenceId): Promise<void> {
    for (let attempt = 1; attempt <= closeAttempts; attempt += 1) {
      try {
        await this.call(nodeId, 'closePresence', { presenceId });
        return;
      } catch (err) {
        if (err instanceof AppError && err.code === 'unavailable') return;
        this.#log.warn({ err, mediaNodeId: nodeId, attempt }, 'a media node did not close a presence');
      }
    }
  }

  /**
   * Places a sitting on the less loaded of two nodes chosen by chance, or on another when that one cannot.
   * @throws {AppError} noCapacity when no node takes it.
   */
  async place({ presenceId, sittingId }: { presenceId: PresenceId; sittingId: SittingId }): Promise<Place> {
    if (this.#willing().length === 0) await this.#check();
    const tried = new Set<NodeId>();
    while (tried.size < placesTried) {
      const nodeId = this.#choose(tried);
      if (nodeId === undefined) break;
      tried.add(nodeId);
      try {
        const owner = { presenceId, signalingNodeId: this.#cluster.nodeId };
        return { mediaNodeId: nodeId, ...(await this.call(nodeId, 'placeSitting', { ...owner, sittingId })) };
      } catch (error) {
        if (!isElsewherePossible(error)) throw error;
        this.#log.warn({ err: error, mediaNodeId: nodeId }, 'a media node did not take a sitting');
      }
    }
    throw new AppError({ code: 'noCapacity', retryAfterSeconds });
  }

  /** What a browser needs to know of us; asked once and kept while the node that said it lives. */
  async capabilities(): Promise<RtpCapabilities> {
    if (this.#capabilities) return this.#capabilities.routerRtpCapabilities;
    if (this.#nodes.size === 0) await this.#check();
    for (const nodeId of this.#nodes.keys()) {
      try {
        this.#capabilities = { nodeId, ...(await this.call(nodeId, 'capabilities', {})) };
        return this.#capabilities.routerRtpCapabilities;
      } catch (error) {
        if (!isElsewherePossible(error)) throw error;
      }
    }
    throw new AppError({ code: 'unavailable', retryAfterSeconds });
  }

  /** Idempotent. */
  close(): void {
    clearTimeout(this.#checking);
    this.#checking = undefined;
  }

  #willing(): [NodeId, MediaNodeLease][] {
    return [...this.#nodes].filter(([, { draining }]) => !draining);
  }

  #choose(tried: ReadonlySet<NodeId>): NodeId | undefined {
    const willing = this.#willing().filter(([nodeId]) => !tried.has(nodeId));
    const takeOne = () => willing.splice(Math.floor(this.#random() * willing.length), 1)[0];
    const one = takeOne();
    const other = takeOne();
    if (!one || !other) return one?.[0];
    return one[1].load <= other[1].load ? one[0] : other[0];
  }

  async #check(): Promise<void> {
    const held = await this.#cluster.list(mediaNodeGroup, mediaNodeLease);
    const nodes = new Map(held.map(({ nodeId, value }) => [nodeId, value]));
    const missing = [...this.#nodes].filter(([nodeId]) => !nodes.has(nodeId));
    const answers = await Promise.all(missing.map(([nodeId]) => this.#answers(nodeId)));
    const gone: NodeId[] = [];
    for (const [i, [nodeId, { load }]] of missing.entries()) {
      // Its lease is lost, as when Redis restarts, but not its media: it only gets nothing new.
      if (answers[i]) nodes.set(nodeId, { load, draining: true });
      else gone.push(nodeId);
    }
    this.#nodes = nodes;
    for (const nodeId of gone) {
      if (this.#capabilities?.nodeId === nodeId) this.#capabilities = undefined;
      this.#onGone(nodeId);
    }
  }

  async #answers(nodeId: NodeId): Promise<boolean> {
    try {
      await this.#cluster.call(nodeId, mediaControl, 'capabilities', {}, { timeoutMs: signOfLifeMs });
      return true;
    } catch (err) {
      this.#log.warn({ err, mediaNodeId: nodeId }, 'a media node has lost its lease and does not answer');
      return false;
    }
  }

  #checkLater(): void {
    this.#checking = setTimeout(() => {
      this.#check()
        .catch((err: unknown) => this.#log.warn({ err }, 'could not list the media nodes, will retry'))
        .finally(() => {
          if (this.#checking) this.#checkLater();
        });
    }, checkMs);
  }
}

interface MediaNodesOptions {
  cluster: Cluster;
  log: Log;
  /** From 0 to 1. */
  random?: () => number;
}

function isElsewherePossible(error: unknown): boolean {
  return error instanceof AppError && ['noCapacity', 'unavailable', 'timeout'].includes(error.code);
}
