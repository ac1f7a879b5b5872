import { setImmediate } from 'node:timers/promises';
import type { Cluster, Lease } from '@invigil/server-kit/cluster/cluster';
import type { Log } from '@invigil/server-kit/log';
import type { z } from 'zod';

const retryMs = 1_000;

interface ToldLeaseOptions<S extends z.ZodType> {
  cluster: Cluster;
  log: Log;
  /** On which every change is told. */
  subject: string;
  schema: S;
  /** What it is about, in a few words, for the log. */
  what: string;
  /** The state now, with a version above the last. */
  next: () => z.output<S>;
}

/**
 * A state that is held in the cluster by a lease and told by a subject. Only the newest is written, so changes that come
 * faster than the cluster takes them become one.
 */
export class ToldLease<S extends z.ZodType> {
  readonly #options: ToldLeaseOptions<S>;
  #lease: Lease<z.output<S>> | undefined;
  #dirty = false;
  #writing: Promise<void> | undefined;
  #stopRetry: () => void = () => undefined;
  #retrying = false;
  #over = false;

  constructor(options: ToldLeaseOptions<S>) {
    this.#options = options;
  }

  holds(lease: Lease<z.output<S>>): void {
    this.#lease = lease;
  }

  /** Tells now. */
  changed(): void {
    if (this.#over) return;
    this.#dirty = true;
    this.#writing ??= this.#write().finally(() => {
      this.#writing = undefined;
      if (this.#dirty && !this.#retrying) this.changed();
    });
  }

  /**
   * Gives the lease up, then tells the last state, unless somebody else holds it next. The lease goes first: whoever listed
   * it before also hears of its end. Idempotent.
   */
  async release(last?: () => z.output<S>): Promise<void> {
    if (this.#over) return;
    this.#over = true;
    this.#stopRetry();
    await this.#writing;
    const { cluster, log, what, subject, schema } = this.#options;
    try {
      await this.#lease?.release();
    } catch (err) {
      log.debug({ err }, `could not give up the lease of ${what}; it runs out by itself`);
    }
    // Nobody tells it again, so it must not be lost.
    if (last) await cluster.tell(subject, schema, last());
  }

  /** Writes what is true now, unless the lease is lost: then its holder hears of it before this resolves. */
  async confirm(): Promise<void> {
    if (!this.#over) await this.#lease?.update(this.#options.next());
  }

  /** Leaves the lease to another node, which tells what is new from here on. Undefined when there is none to leave. */
  async leave(): Promise<string | undefined> {
    if (this.#over) return undefined;
    this.#over = true;
    this.#stopRetry();
    await this.#writing;
    return this.#lease?.leave();
  }

  async #write(): Promise<void> {
    while (this.#dirty && !this.#over) {
      // What else changes in this turn of the event loop is told with it.
      await setImmediate();
      if (this.#over) return;
      this.#dirty = false;
      const value = this.#options.next();
      try {
        // The lease first: whoever hears, then lists, misses nothing.
        await this.#lease?.update(value);
        // It may be lost just now: then another node tells what is true.
        if (this.#over) return;
        await this.#publish(value);
      } catch (err) {
        this.#dirty = true;
        this.#retryLater(err);
        return;
      }
    }
  }

  /** While nobody can be reached it waits until somebody can; the newest state is told then. */
  #retryLater(err: unknown): void {
    const { cluster, log, what } = this.#options;
    const again = () => {
      this.#stopRetry();
      this.#retrying = false;
      this.changed();
    };
    this.#stopRetry();
    this.#retrying = true;
    if (!cluster.reach.isUp) {
      this.#stopRetry = cluster.reach.watch({ back: again });
      return;
    }
    log.warn({ err }, `could not tell ${what}, will retry`);
    const timer = setTimeout(again, retryMs);
    this.#stopRetry = () => clearTimeout(timer);
  }

  #publish(value: z.output<S>): Promise<void> {
    const { cluster, subject, schema } = this.#options;
    return cluster.publish(subject, schema, value);
  }
}
