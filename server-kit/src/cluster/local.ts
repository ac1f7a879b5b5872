import { randomUUID } from 'node:crypto';
import { AppError } from '@invigil/contract/errors';
import type { NodeId } from '@invigil/contract/ids';
import { type Clock, systemClock } from '../clock.ts';
import type { Log } from '../log.ts';
import type { Backplane, HeldText } from './backplane.ts';
import type { Closable, Cluster } from './cluster.ts';
import { ClusterNode } from './clusterNode.ts';
import { LocalLeases } from './localLeases.ts';
import { Reach } from './reach.ts';

interface Listener {
  hear: (text: string) => void;
  log: Log;
}

/** The cluster of nodes that live in one process. Every message still passes as text and is delivered later, as over a wire. */
export class LocalHub {
  readonly #clock: Clock;
  readonly #listeners = new Map<string, Set<Listener>>();
  readonly leases: LocalLeases;

  constructor({ clock = systemClock }: { clock?: Clock } = {}) {
    this.#clock = clock;
    this.leases = new LocalLeases(clock);
  }

  join(nodeId: NodeId, { log }: { log: Log }): Promise<Cluster> {
    return ClusterNode.create({ nodeId, log, clock: this.#clock, backplane: new LocalBackplane(this, log) });
  }

  send(channel: string, text: string): number {
    const listeners = [...(this.#listeners.get(channel) ?? [])];
    for (const listener of listeners) queueMicrotask(() => this.#deliver(channel, listener, text));
    return listeners.length;
  }

  listen(channel: string, listener: Listener): () => void {
    const listeners = this.#listeners.get(channel) ?? new Set();
    this.#listeners.set(channel, listeners.add(listener));
    return () => {
      listeners.delete(listener);
      if (listeners.size === 0 && this.#listeners.get(channel) === listeners) this.#listeners.delete(channel);
    };
  }

  #deliver(channel: string, listener: Listener, text: string): void {
    if (!this.#listeners.get(channel)?.has(listener)) return;
    try {
      listener.hear(text);
    } catch (err) {
      listener.log.error({ err, channel }, 'fault in a listener');
    }
  }
}

class LocalBackplane implements Backplane {
  /** The others are in the same process. */
  readonly reach = new Reach();
  readonly #hub: LocalHub;
  readonly #log: Log;
  readonly #leaving = new Set<() => void>();
  #closed = false;

  constructor(hub: LocalHub, log: Log) {
    this.#hub = hub;
    this.#log = log;
  }

  async send(channel: string, text: string): Promise<number> {
    return this.#open().send(channel, text);
  }

  async listen(channel: string, hear: (text: string) => void): Promise<Closable> {
    const leave = this.#open().listen(channel, { hear, log: this.#log });
    this.#leaving.add(leave);
    return {
      close: async () => {
        this.#leaving.delete(leave);
        leave();
      },
    };
  }

  async hold(lease: HeldText): Promise<number | undefined> {
    return this.#open().leases.hold(lease);
  }

  async free(group: string, name: string, owner: string): Promise<void> {
    this.#open().leases.free(group, name, owner);
  }

  async once(group: string, name: string, ttlMs: number): Promise<boolean> {
    // A new owner each time, so that nobody is taken for the holder.
    const owner = randomUUID();
    return this.#open().leases.hold({ group: `once/${group}`, name, owner, text: '', ttlMs }) !== undefined;
  }

  async read(group: string, name: string): Promise<string | undefined> {
    return this.#open().leases.read(group, name);
  }

  async readAll(group: string): Promise<{ name: string; text: string }[]> {
    return this.#open().leases.readAll(group);
  }

  async close(): Promise<void> {
    this.#closed = true;
    for (const leave of this.#leaving) leave();
    this.#leaving.clear();
  }

  #open(): LocalHub {
    if (this.#closed) throw new AppError({ code: 'unavailable', retryAfterSeconds: 2 });
    return this.#hub;
  }
}
