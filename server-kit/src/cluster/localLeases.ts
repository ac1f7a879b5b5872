import type { Clock } from '../clock.ts';
import type { HeldText } from './backplane.ts';

interface HeldLease {
  owner: string;
  text: string;
  fence: number;
  expiresAt: number;
}

interface Group {
  leases: Map<string, HeldLease>;
  /** The size at which expired leases are swept out: twice what was left by the last sweep. */
  sweepAt: number;
}

const smallestSweep = 64;

/** The leases of the nodes of one process, with the expiry they would have in Redis. */
export class LocalLeases {
  readonly #clock: Clock;
  readonly #groups = new Map<string, Group>();
  #fence = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** See `Backplane.hold`. */
  hold({ group: groupName, name, owner, text, ttlMs, instead, fence = 0 }: HeldText): number | undefined {
    const group = this.#groups.get(groupName) ?? { leases: new Map(), sweepAt: smallestSweep };
    this.#groups.set(groupName, group);
    const now = this.#clock.now();
    const holder = group.leases.get(name);
    const isAnothers = holder !== undefined && holder.expiresAt > now && holder.owner !== owner;
    if (isAnothers && holder.text !== instead && fence <= holder.fence) return undefined;
    this.#fence += 1;
    const taken = fence || this.#fence;
    group.leases.set(name, { owner, text, fence: taken, expiresAt: now + ttlMs });
    if (group.leases.size >= group.sweepAt) {
      this.#sweep(group);
      group.sweepAt = Math.max(smallestSweep, 2 * group.leases.size);
    }
    return taken;
  }

  free(groupName: string, name: string, owner: string): void {
    const leases = this.#groups.get(groupName)?.leases;
    if (leases?.get(name)?.owner === owner) leases.delete(name);
  }

  read(groupName: string, name: string): string | undefined {
    const lease = this.#groups.get(groupName)?.leases.get(name);
    return lease && lease.expiresAt > this.#clock.now() ? lease.text : undefined;
  }

  readAll(groupName: string): { name: string; text: string }[] {
    const group = this.#groups.get(groupName);
    if (!group) return [];
    this.#sweep(group);
    return [...group.leases].map(([name, { text }]) => ({ name, text }));
  }

  #sweep({ leases }: Group): void {
    const now = this.#clock.now();
    for (const [name, lease] of leases) if (lease.expiresAt <= now) leases.delete(name);
  }
}
