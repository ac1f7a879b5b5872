import type { CloseReason } from '@invigil/contract/frames';
import { limits } from '@invigil/contract/limits';
import type { Cluster, Held, Lease } from '@invigil/server-kit/cluster/cluster';
import type { Log } from '@invigil/server-kit/log';
import type { LivePresence } from '../livePresence.ts';
import { type DirectoryEntry, directoryEntry } from './handed.ts';

const group = 'presences';
/** As long as a page may come back; renewed at a third of it. */
const leaseMs = limits.presenceGraceMs;

/**
 * Where in the cluster each presence is, by the hash of its resume token. A presence of this node whose entry another took
 * is this node's no more, as after it stood still for long.
 */
export class Directory {
  readonly #cluster: Cluster;
  readonly #log: Log;
  readonly #leases = new Map<LivePresence, Lease<DirectoryEntry>>();

  constructor({ cluster, log }: { cluster: Cluster; log: Log }) {
    this.#cluster = cluster;
    this.#log = log;
  }

  /** `key` goes on with the entry that another node left. A presence that cannot be entered is resumed here only. */
  async enter(
    presence: LivePresence,
    { key, onLost }: { key?: string | undefined; onLost: () => void },
  ): Promise<void> {
    const { presenceId, admission, resumeHash: name } = presence;
    const value = { presenceId, admission };
    try {
      const lease = await this.#cluster.claim({
        group,
        name,
        schema: directoryEntry,
        value,
        ttlMs: leaseMs,
        onLost,
        key,
      });
      if (lease && !presence.over) this.#leases.set(presence, lease);
      else await lease?.release();
    } catch (err) {
      this.#log.warn({ err }, 'a presence cannot be found by other nodes');
    }
  }

  find(resumeHash: string): Promise<Held<DirectoryEntry> | undefined> {
    return this.#cluster.find(group, resumeHash, directoryEntry);
  }

  /** Its entry is left to the node that goes on with it. */
  async leave(presence: LivePresence): Promise<string | undefined> {
    const lease = this.#leases.get(presence);
    this.#leases.delete(presence);
    return lease?.leave();
  }

  /** It is over; why is kept for a page that asks, when that page may not come back. */
  async over(presence: LivePresence, reason: CloseReason | undefined): Promise<void> {
    const lease = this.#leases.get(presence);
    if (!lease) return;
    this.#leases.delete(presence);
    if (reason === undefined) return lease.release();
    await lease.update({ over: reason });
    await lease.leave();
  }
}
