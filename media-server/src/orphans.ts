import type { NodeId, PresenceId } from '@invigil/contract/ids';
import { signalingNodeGroup, signalingNodeLease } from '@invigil/contract/signalingNodes';
import type { Clock } from '@invigil/server-kit/clock';
import type { Cluster } from '@invigil/server-kit/cluster/cluster';
import type { Log } from '@invigil/server-kit/log';
import type { Owner } from './mediaTransport.ts';

interface OrphansDeps {
  cluster: Cluster;
  clock: Clock;
  log: Log;
  /** How long the signaling node of a presence may be missing. Milliseconds. */
  afterMs: number;
  /** Whose the transports of this node are. */
  owners: () => Owner[];
  /** Closes all of a presence. */
  abandon: (presenceId: PresenceId) => void;
}

/**
 * Closes what belongs to presences whose signaling node is dead: a page that came back through another node has media of its
 * own by then, and what is left is of pages that never will. A node that Redis merely forgot is found again long before.
 */
export class Orphans {
  readonly #deps: OrphansDeps;
  /** Nodes that lived once: of another it cannot be said that it is dead. */
  readonly #known = new Set<NodeId>();
  /** Since when a node is missing, without a gap in what is known. */
  readonly #missingSince = new Map<NodeId, number>();

  constructor(deps: OrphansDeps) {
    this.#deps = deps;
  }

  /** To be called every few seconds. Rejects while the cluster cannot be asked; then it counts anew. */
  async look(): Promise<void> {
    const { cluster, clock, afterMs, owners } = this.#deps;
    const mentioned = new Set(owners().map(({ signalingNodeId }) => signalingNodeId));
    const living = await cluster.list(signalingNodeGroup, signalingNodeLease).catch((error: unknown) => {
      this.#missingSince.clear();
      throw error;
    });
    const alive = new Set(living.map(({ nodeId }) => nodeId));
    for (const nodeId of alive) this.#known.add(nodeId);
    for (const nodeId of this.#missingSince.keys())
      if (alive.has(nodeId) || !mentioned.has(nodeId)) this.#missingSince.delete(nodeId);
    for (const nodeId of mentioned) {
      if (alive.has(nodeId) || !this.#known.has(nodeId)) continue;
      const since = this.#missingSince.get(nodeId) ?? clock.now();
      this.#missingSince.set(nodeId, since);
      if (clock.now() - since >= afterMs) this.#abandonAll(nodeId);
    }
  }

  #abandonAll(nodeId: NodeId): void {
    const { owners, abandon, log } = this.#deps;
    const orphans = owners().filter(({ signalingNodeId }) => signalingNodeId === nodeId);
    const presences = new Set(orphans.map(({ presenceId }) => presenceId));
    log.warn({ signalingNodeId: nodeId, presences: presences.size }, 'closed what a dead signaling node left behind');
    for (const presenceId of presences) abandon(presenceId);
  }
}
