import { AppError } from '@invigil/contract/errors';
import type { NodeId, WorkerId } from '@invigil/contract/ids';
import {
  type MediaNodeLease,
  mediaControl,
  mediaNodeGroup,
  mediaNodeLease,
  mediaNodeLeaseMs,
} from '@invigil/contract/mediaControl';
import type { Cluster } from '@invigil/server-kit/cluster/cluster';

const answerWithinMs = 1_000;
/** A node that nobody hears on its channel is dead once that was so at this many looks in a row. */
const unheardLooks = 3;
/** A node without a lease that answers nothing for this long is dead; should it only stand still, it knows that by then too. */
const silentMs = mediaNodeLeaseMs + 250;
/** After the cluster was away nodes come back to it one by one: until then nobody is called dead. */
const steadyMs = mediaNodeLeaseMs;
/** How long a dead node is remembered that may still live, cut off from the cluster. */
const rememberedMs = 600_000;

interface Known {
  nodeId: NodeId;
  /** Undefined when it lost its lease, as when Redis restarts: it keeps what it has and gets nothing new. */
  lease: MediaNodeLease | undefined;
  asking: boolean;
  unheard: number;
  silentSince: number | undefined;
  goneSince: number | undefined;
}

export interface HealthEvents {
  /** A node is dead: nothing that it held may be counted on. */
  gone(nodeId: NodeId): void;
  /** One that was called dead lives after all. It counts as living when this has resolved. */
  back(nodeId: NodeId): Promise<void>;
  /** These are all its living workers. */
  workers(nodeId: NodeId, workerIds: ReadonlySet<WorkerId>): void;
}

/** Which media nodes live. A node is found by its lease, and asked for a sign of life at every look. */
export class MediaHealth {
  readonly #cluster: Cluster;
  readonly #events: HealthEvents;
  readonly #now: () => number;
  readonly #known = new Map<NodeId, Known>();
  /** Since when the cluster answers without a break. */
  #steadySince = Number.NEGATIVE_INFINITY;

  constructor({
    cluster,
    events,
    now = () => performance.now(),
  }: {
    cluster: Cluster;
    events: HealthEvents;
    now?: () => number;
  }) {
    this.#cluster = cluster;
    this.#events = events;
    this.#now = now;
  }

  /** Those that live and have a lease. */
  leased(): { nodeId: NodeId; lease: MediaNodeLease }[] {
    return [...this.#known.values()].flatMap(({ nodeId, lease, goneSince }) =>
      lease !== undefined && goneSince === undefined ? [{ nodeId, lease }] : [],
    );
  }

  isGone(nodeId: NodeId): boolean {
    return this.#known.get(nodeId)?.goneSince !== undefined;
  }

  /** To be called a few times a second. Rejects while the cluster cannot be asked; then nobody is called dead. */
  async look(): Promise<void> {
    const held = await this.#list();
    const leases = new Map(held.map(({ nodeId, value }) => [nodeId, value]));
    for (const nodeId of leases.keys()) if (!this.#known.has(nodeId)) this.#known.set(nodeId, newcomer(nodeId));
    const now = this.#now();
    for (const known of this.#known.values()) {
      known.lease = leases.get(known.nodeId);
      if (known.goneSince === undefined && this.#isDead(known, now)) this.#die(known, now);
      else if (known.goneSince !== undefined && !known.lease && now - known.goneSince > rememberedMs)
        this.#known.delete(known.nodeId);
      if (!known.asking) void this.#ask(known);
    }
  }

  async #list() {
    try {
      return await this.#cluster.list(mediaNodeGroup, mediaNodeLease);
    } catch (error) {
      // What was not answered meanwhile says nothing of the node that was asked.
      this.#steadySince = this.#now();
      for (const known of this.#known.values()) Object.assign(known, { unheard: 0, silentSince: undefined });
      throw error;
    }
  }

  #isDead({ lease, unheard, silentSince }: Known, now: number): boolean {
    if (now - this.#steadySince < steadyMs) return false;
    if (unheard >= unheardLooks) return true;
    return lease === undefined && silentSince !== undefined && now - silentSince >= silentMs;
  }

  #die(known: Known, now: number): void {
    known.goneSince = now;
    this.#events.gone(known.nodeId);
  }

  async #ask(known: Known): Promise<void> {
    const { nodeId } = known;
    known.silentSince ??= this.#now();
    known.asking = true;
    try {
      const options = { timeoutMs: answerWithinMs };
      const { workerIds } = await this.#cluster.call(nodeId, mediaControl, 'alive', {}, options);
      known.unheard = 0;
      known.silentSince = undefined;
      if (known.goneSince !== undefined) {
        await this.#events.back(nodeId);
        known.goneSince = undefined;
      }
      this.#events.workers(nodeId, new Set(workerIds));
    } catch (error) {
      known.unheard = error instanceof AppError && error.code === 'unavailable' ? known.unheard + 1 : 0;
    } finally {
      known.asking = false;
    }
  }
}

const newcomer = (nodeId: NodeId): Known => ({
  nodeId,
  lease: undefined,
  asking: false,
  unheard: 0,
  silentSince: undefined,
  goneSince: undefined,
});
