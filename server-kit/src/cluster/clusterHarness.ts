import type { NodeId } from '@invigil/contract/ids';
import type { Log } from '../log.ts';
import type { Cluster } from './cluster.ts';

/** What the suite needs of an adapter beyond the port itself. */
export interface ClusterHarness {
  join(nodeId: NodeId, log: Log): Promise<Cluster>;
  /** Lets a node claim a name and die at once, without release. */
  dieHolding(lease: { group: string; name: string; ttlMs: number }): Promise<void>;
  /** Makes a lease expire now, as if its renewals had not come through. */
  expire(lease: { group: string; name: string; ttlMs: number }): Promise<void>;
  close(): Promise<void>;
}
