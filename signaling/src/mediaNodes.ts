import { AppError } from '@invigil/contract/errors';
import type { NodeId, PresenceId, SittingId, WorkerId } from '@invigil/contract/ids';
import {
  type MediaCallData,
  type MediaCallName,
  type MediaCallReply,
  type MediaNodeLease,
  mediaControl,
} from '@invigil/contract/mediaControl';
import type { RtpCapabilities } from '@invigil/contract/rtp';
import type { Cluster } from '@invigil/server-kit/cluster/cluster';
import type { Log } from '@invigil/server-kit/log';
import { MediaHealth } from './mediaHealth.ts';
import type { Place } from './place.ts';

const checkMs = 250;
const callTimeoutMs = 4_000;
/** How many nodes are asked before a sitting is refused. */
const placesTried = 3;
const retryAfterSeconds = 5;
const closeAttempts = 3;

/** The media nodes of the cluster: which live, which takes the next sitting, and calls to them. */
export class MediaNodes {
  readonly #cluster: Cluster;
  readonly #log: Log;
  readonly #health: MediaHealth;
  readonly #random: () => number;
  /** What is to be closed on nodes that were called dead, should they live after all. */
  readonly #owed = new Map<NodeId, Set<PresenceId>>();
  /** Ends the calls that wait for a node. */
  readonly #waiting = new Map<NodeId, Set<(fault: AppError) => void>>();
  /** What could not be closed because the cluster was away. */
  #unclosed: { nodeId: NodeId; presenceId: PresenceId }[] = [];
  #hearer: MediaNodesHearer | undefined;
  #capabilities: { nodeId: NodeId; routerRtpCapabilities: RtpCapabilities } | undefined;
  #checking: NodeJS.Timeout | undefined;
  #away = false;

  private constructor(options: MediaNodesOptions) {
    this.#cluster = options.cluster;
    this.#log = options.log;
    this.#random = options.random ?? Math.random;
    this.#cluster.reach.watch({ settled: () => void this.#closeUnclosed() });
    this.#health = new MediaHealth({
      cluster: options.cluster,
      events: {
        gone: (nodeId) => this.#gone(nodeId),
        back: (nodeId) => this.#back(nodeId),
        workers: (nodeId, workerIds) => this.#hearer?.workers(nodeId, workerIds),
      },
    });
  }

  static async create(options: MediaNodesOptions): Promise<MediaNodes> {
    const media = new MediaNodes(options);
    await media.#health.look();
    return media;
  }

  /** Looks several times a second from now on, and tells what it sees. */
  watch(hearer: MediaNodesHearer): void {
    this.#hearer = hearer;
    this.#checkLater();
  }

  /** Rejects while no media node takes sittings; asks the cluster, and so finds out whether it can be reached as well. */
  async checkReady(): Promise<void> {
    await this.#health.look();
    if (this.#willing().length === 0) throw new AppError({ code: 'noCapacity', retryAfterSeconds });
  }

  /** Those that give what they have to others. */
  draining(): ReadonlySet<NodeId> {
    return new Set(
      this.#health
        .leased()
        .filter(({ lease }) => lease.draining)
        .map(({ nodeId }) => nodeId),
    );
  }

  /** Rejects with `unavailable` as soon as the node is known to be dead: nobody waits for it, and a queue behind the call goes on. */
  call<N extends MediaCallName>(nodeId: NodeId, name: N, data: MediaCallData<N>): Promise<MediaCallReply<N>> {
    if (this.#health.isGone(nodeId)) return Promise.reject(isDead());
    const { promise: died, reject } = Promise.withResolvers<never>();
    const waiting = this.#waiting.get(nodeId) ?? new Set();
    this.#waiting.set(nodeId, waiting.add(reject));
    return Promise.race([this.#ask(nodeId, name, data), died]).finally(() => waiting.delete(reject));
  }

  #ask<N extends MediaCallName>(nodeId: NodeId, name: N, data: MediaCallData<N>): Promise<MediaCallReply<N>> {
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

  /** Closes these presences on a node that was called dead as soon as it answers again, before it is given anything. */
  closeWhenBack(nodeId: NodeId, presenceIds: Iterable<PresenceId>): void {
    const owed = this.#owed.get(nodeId) ?? new Set();
    for (const presenceId of presenceIds) owed.add(presenceId);
    this.#owed.set(nodeId, owed);
  }

  async #closeOn(nodeId: NodeId, presenceId: PresenceId, isBack = false): Promise<void> {
    const name = 'closePresence';
    if (!isBack && this.#health.isGone(nodeId)) return this.closeWhenBack(nodeId, [presenceId]);
    for (let attempt = 1; attempt <= closeAttempts; attempt += 1) {
      try {
        await (isBack ? this.#ask(nodeId, name, { presenceId }) : this.call(nodeId, name, { presenceId }));
        return;
      } catch (err) {
        if (!this.#cluster.reach.isUp) {
          this.#unclosed.push({ nodeId, presenceId });
          return;
        }
        if (err instanceof AppError && err.code === 'unavailable') return;
        this.#log.warn({ err, mediaNodeId: nodeId, attempt }, 'a media node did not close a presence');
      }
    }
  }

  /**
   * Places a sitting on the node with the less loaded of two workers chosen by chance among all that take sittings, or on
   * another when that one cannot. The node itself chooses the worker, for it knows the loads of this moment.
   * @throws {AppError} noCapacity when no node takes it.
   */
  async place({ presenceId, sittingId }: { presenceId: PresenceId; sittingId: SittingId }): Promise<Place> {
    if (this.#willing().length === 0) await this.#health.look();
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
    if (this.#health.leased().length === 0) await this.#health.look();
    for (const { nodeId } of this.#health.leased()) {
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

  /** Nobody waits for it, and it does not reject. */
  async #closeUnclosed(): Promise<void> {
    const unclosed = this.#unclosed;
    this.#unclosed = [];
    await Promise.all(unclosed.map(({ nodeId, presenceId }) => this.#closeOn(nodeId, presenceId)));
  }

  #willing(): { nodeId: NodeId; lease: MediaNodeLease }[] {
    return this.#health.leased().filter(({ lease }) => !lease.draining);
  }

  #choose(tried: ReadonlySet<NodeId>): NodeId | undefined {
    const willing = this.#willing().filter(({ nodeId }) => !tried.has(nodeId));
    const workers = willing.flatMap(({ nodeId, lease }) => lease.loads.map((load) => ({ nodeId, load })));
    const takeOne = () => workers.splice(Math.floor(this.#random() * workers.length), 1)[0];
    const one = takeOne();
    const other = takeOne();
    return one && other && other.load < one.load ? other.nodeId : one?.nodeId;
  }

  #gone(nodeId: NodeId): void {
    if (this.#capabilities?.nodeId === nodeId) this.#capabilities = undefined;
    for (const reject of this.#waiting.get(nodeId) ?? []) reject(isDead());
    this.#waiting.delete(nodeId);
    this.#hearer?.gone(nodeId);
  }

  async #back(nodeId: NodeId): Promise<void> {
    const owed = this.#owed.get(nodeId) ?? [];
    this.#owed.delete(nodeId);
    await Promise.all([...owed].map((presenceId) => this.#closeOn(nodeId, presenceId, true)));
    this.#log.warn({ mediaNodeId: nodeId }, 'a media node that was taken for dead answers again');
  }

  async #check(): Promise<void> {
    try {
      await this.#health.look();
      this.#away = false;
    } catch (err) {
      if (!this.#away) this.#log.warn({ err }, 'could not list the media nodes, will retry');
      this.#away = true;
      return;
    }
    this.#hearer?.looked();
  }

  #checkLater(): void {
    this.#checking = setTimeout(() => {
      void this.#check().finally(() => {
        if (this.#checking) this.#checkLater();
      });
    }, checkMs);
  }
}

/** Hears what becomes of media nodes. */
export interface MediaNodesHearer {
  /** A node died: nothing that it held exists any more. */
  gone(nodeId: NodeId): void;
  /** These are all living workers of a node. */
  workers(nodeId: NodeId, workerIds: ReadonlySet<WorkerId>): void;
  /** A look is done. */
  looked(): void;
}

interface MediaNodesOptions {
  cluster: Cluster;
  log: Log;
  /** From 0 to 1. */
  random?: () => number;
}

const isDead = () => new AppError({ code: 'unavailable', retryAfterSeconds });

function isElsewherePossible(error: unknown): boolean {
  return error instanceof AppError && ['noCapacity', 'unavailable', 'timeout'].includes(error.code);
}
