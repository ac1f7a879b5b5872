import { type MediaNodeLease, mediaNodeGroup, mediaNodeLease } from '@invigil/contract/mediaControl';
import type { Cluster, Lease } from '@invigil/server-kit/cluster/cluster';
import type { Log } from '@invigil/server-kit/log';

/** A node that has said nothing for this long is taken for dead. Milliseconds. */
const ttlMs = 3_000;
/** A load that moved less than this is not worth a message. */
const worthTelling = 0.01;

/** The lease by which signaling nodes find this media node and learn how loaded it is. */
export class NodeLease {
  readonly #cluster: Cluster;
  readonly #log: Log;
  #lease: Lease<MediaNodeLease> | undefined;
  #told: MediaNodeLease = { load: 0, draining: false };
  #closed = false;

  constructor({ cluster, log }: { cluster: Cluster; log: Log }) {
    this.#cluster = cluster;
    this.#log = log;
  }

  /** Tells the load; claims the lease first when this node does not hold it. To be called every second. */
  async tell(value: MediaNodeLease): Promise<void> {
    if (this.#closed) return;
    if (!this.#lease) return this.#claim(value);
    if (Math.abs(value.load - this.#told.load) < worthTelling && value.draining === this.#told.draining) return;
    this.#told = value;
    await this.#lease.update(value);
  }

  /** Nobody finds this node from now on. Idempotent. */
  async close(): Promise<void> {
    this.#closed = true;
    const lease = this.#lease;
    this.#lease = undefined;
    await lease?.release();
  }

  async #claim(value: MediaNodeLease): Promise<void> {
    const lease = await this.#cluster.claim({
      group: mediaNodeGroup,
      name: this.#cluster.nodeId,
      schema: mediaNodeLease,
      value,
      ttlMs,
      onLost: () => {
        this.#log.error('the lease of this media node was lost; it is claimed again');
        this.#lease = undefined;
      },
    });
    if (!lease) return this.#log.warn('another process still holds the lease of this media node');
    if (this.#closed) return lease.release();
    this.#lease = lease;
    this.#told = value;
  }
}
