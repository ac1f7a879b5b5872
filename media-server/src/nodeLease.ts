import {
  type MediaNodeLease,
  mediaNodeGroup,
  mediaNodeLease,
  mediaNodeLeaseMs as ttlMs,
} from '@invigil/contract/mediaControl';
import type { Cluster, Lease } from '@invigil/server-kit/cluster/cluster';
import type { Log } from '@invigil/server-kit/log';

/** A load that moved less than this is not worth a message. */
const worthTelling = 0.01;

interface NodeLeaseOptions {
  cluster: Cluster;
  log: Log;
  /** Another process has the lease: whatever this node holds, others may have been given. */
  onLost: () => void;
}

/** The lease by which signaling nodes find this media node and learn how loaded it is. */
export class NodeLease {
  readonly #options: NodeLeaseOptions;
  #lease: Lease<MediaNodeLease> | undefined;
  #told: MediaNodeLease | undefined;
  #closed = false;

  constructor(options: NodeLeaseOptions) {
    this.#options = options;
  }

  /**
   * Tells the load; claims the lease first when this node does not hold it. To be called every second.
   * @returns whether this node holds its lease.
   */
  async tell(value: MediaNodeLease): Promise<boolean> {
    if (this.#closed) return false;
    if (!this.#lease) await this.#claim(value);
    else if (!this.#told || !isNearly(this.#told, value)) {
      this.#told = value;
      await this.#lease.update(value);
    }
    return this.#lease !== undefined;
  }

  /** The next `tell` writes the lease, whatever was told before. */
  doubt(): void {
    this.#told = undefined;
  }

  /** Nobody finds this node from now on. Idempotent. */
  async close(): Promise<void> {
    this.#closed = true;
    const lease = this.#lease;
    this.#lease = undefined;
    await lease?.release();
  }

  async #claim(value: MediaNodeLease): Promise<void> {
    const { cluster, log, onLost } = this.#options;
    const lease = await cluster.claim({
      group: mediaNodeGroup,
      name: cluster.nodeId,
      schema: mediaNodeLease,
      value,
      ttlMs,
      onLost: () => {
        log.error('the lease of this media node was lost; it is claimed again');
        this.#lease = undefined;
        onLost();
      },
    });
    if (!lease) return log.warn('another process still holds the lease of this media node');
    if (this.#closed) return lease.release();
    this.#lease = lease;
    this.#told = value;
  }
}

function isNearly(told: MediaNodeLease, value: MediaNodeLease): boolean {
  return (
    value.draining === told.draining &&
    value.loads.length === told.loads.length &&
    value.loads.every((load, index) => Math.abs(load - (told.loads[index] ?? 0)) < worthTelling)
  );
}
