import type { NodeId } from '@invigil/contract/ids';
import {
  type SignalingNodeLease,
  signalingNodeGroup,
  signalingNodeLease,
  signalingNodeLeaseMs,
} from '@invigil/contract/signalingNodes';
import type { Cluster, Lease } from '@invigil/server-kit/cluster/cluster';
import type { Log } from '@invigil/server-kit/log';

const checkMs = 2_000;
/** A node that is missing this often in a row is dead; a lease that Redis lost is back before. */
const missesOfTheDead = 3;
/** As long as the lease of a node that stands still may live on. */
const silentMs = signalingNodeLeaseMs;

/** The signaling nodes of the cluster: this one's own lease, who else lives, and who takes what is handed over. */
export class SignalingNodes {
  readonly #cluster: Cluster;
  readonly #log: Log;
  readonly #lease: Lease<SignalingNodeLease> | undefined;
  readonly #listeners = new Set<(alive: ReadonlySet<NodeId>) => Promise<void>>();
  /** How often in a row a node was not among the living. */
  readonly #missed = new Map<NodeId, number>();
  readonly #silentUntil = new Map<NodeId, number>();
  #checking: NodeJS.Timeout | undefined;

  private constructor({ cluster, log }: { cluster: Cluster; log: Log }, lease: Lease<SignalingNodeLease> | undefined) {
    this.#cluster = cluster;
    this.#log = log;
    this.#lease = lease;
  }

  static async create(options: { cluster: Cluster; log: Log }): Promise<SignalingNodes> {
    const { cluster } = options;
    const lease = await cluster.claim({
      group: signalingNodeGroup,
      name: cluster.nodeId,
      schema: signalingNodeLease,
      value: { draining: false },
      ttlMs: signalingNodeLeaseMs,
    });
    const nodes = new SignalingNodes(options, lease);
    nodes.#checkLater();
    return nodes;
  }

  /** Hears every two seconds who lives. */
  onChecked(listener: (alive: ReadonlySet<NodeId>) => Promise<void>): void {
    this.#listeners.add(listener);
  }

  /** Whether a node has said so within its lease, and answered. One whose lease Redis lost looks dead until it says so again. */
  async isAlive(nodeId: NodeId): Promise<boolean> {
    if ((this.#silentUntil.get(nodeId) ?? 0) > performance.now()) return false;
    this.#silentUntil.delete(nodeId);
    return (await this.#cluster.find(signalingNodeGroup, nodeId, signalingNodeLease)) !== undefined;
  }

  /** It did not answer: for a moment nobody else needs to wait for that. */
  didNotAnswer(nodeId: NodeId): void {
    this.#silentUntil.set(nodeId, performance.now() + silentMs);
  }

  /** The others that live and do not drain. */
  async others(): Promise<NodeId[]> {
    const nodes = await this.#cluster.list(signalingNodeGroup, signalingNodeLease);
    return nodes
      .filter(({ nodeId, value }) => nodeId !== this.#cluster.nodeId && !value.draining)
      .map(({ nodeId }) => nodeId);
  }

  /** Nobody hands anything to this node from now on. */
  async drains(): Promise<void> {
    await this.#lease?.update({ draining: true });
  }

  /** Idempotent. */
  async close(): Promise<void> {
    clearTimeout(this.#checking);
    this.#checking = undefined;
    this.#listeners.clear();
    await this.#lease?.release();
  }

  #checkLater(): void {
    this.#checking = setTimeout(() => {
      this.#check()
        .catch((err: unknown) =>
          this.#log.warn({ err }, 'could not compare what is known with the cluster, will retry'),
        )
        .finally(() => {
          if (this.#checking) this.#checkLater();
        });
    }, checkMs);
  }

  async #check(): Promise<void> {
    // Who is missing may only be on the way back.
    if (!this.#cluster.reach.isSettled) return;
    const nodes = await this.#cluster.list(signalingNodeGroup, signalingNodeLease);
    const seen = [this.#cluster.nodeId, ...nodes.map(({ nodeId }) => nodeId)];
    for (const nodeId of seen) this.#missed.set(nodeId, 0);
    for (const [nodeId, misses] of this.#missed) {
      if (!seen.includes(nodeId)) this.#missed.set(nodeId, misses + 1);
      if (misses >= missesOfTheDead) this.#missed.delete(nodeId);
    }
    const alive = new Set(this.#missed.keys());
    for (const listener of this.#listeners) await listener(alive);
  }
}
