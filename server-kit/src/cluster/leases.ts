import { randomUUID } from 'node:crypto';
import { type NodeId, nodeId } from '@invigil/contract/ids';
import { z } from 'zod';
import type { Log } from '../log.ts';
import type { Backplane } from './backplane.ts';
import { parseText } from './callFrames.ts';
import type { Cluster, Held, Lease } from './cluster.ts';

type Claim<S extends z.ZodType> = Parameters<Cluster['claim']>[0] & { schema: S; value: z.output<S> };

const leaseText = z.strictObject({ nodeId, value: z.unknown() });

/**
 * The leases of one node: renewed at a third of their time to live until released. While the others cannot be reached they
 * stay as they are, and are claimed again at once when they can: a store that has forgotten everything is filled anew.
 */
export class Leases {
  readonly #backplane: Backplane;
  readonly #nodeId: NodeId;
  readonly #log: Log;
  readonly #mine = new Map<{ release(): Promise<void> }, () => void>();

  constructor({ backplane, nodeId: id, log }: { backplane: Backplane; nodeId: NodeId; log: Log }) {
    this.#backplane = backplane;
    this.#nodeId = id;
    this.#log = log;
    backplane.reach.watch({ back: () => this.#renewAll() });
  }

  async claim<S extends z.ZodType>(claim: Claim<S>): Promise<Lease<z.output<S>> | undefined> {
    const { group, name, ttlMs, onLost, instead, key } = claim;
    const owner = key ?? randomUUID();
    let text = this.#textOf(claim.value);
    let over = false;
    let fence: number | undefined;
    // One operation at a time, so that a renewal under way cannot bring a released lease back.
    let last: Promise<unknown> = Promise.resolve();
    const inTurn = <R>(operation: () => Promise<R>): Promise<R> => {
      const turn = last.then(operation, operation);
      last = turn;
      return turn;
    };
    const end = () => {
      over = true;
      clearInterval(timer);
      this.#mine.delete(lease);
    };
    const hold = async () => {
      if (over) return;
      const held = await this.#backplane.hold({ group, name, owner, text, ttlMs, fence });
      if (held !== undefined || over) return;
      end();
      onLost?.();
    };
    let renewing = false;
    const renew = () => {
      if (renewing || !this.#backplane.reach.isUp) return;
      renewing = true;
      inTurn(hold)
        .catch((err: unknown) => this.#log.warn({ err, group, name }, 'could not renew a lease, will retry'))
        .finally(() => {
          renewing = false;
        });
    };

    fence = await this.#backplane.hold({ group, name, owner, text, ttlMs, instead: instead?.text });
    if (fence === undefined) return undefined;
    const timer = setInterval(renew, ttlMs / 3);
    const lease: Lease<z.output<S>> = {
      name,
      update: (value) => {
        text = this.#textOf(value);
        return inTurn(hold);
      },
      release: async () => {
        if (over) return;
        end();
        await inTurn(() => this.#backplane.free(group, name, owner));
      },
      leave: async () => {
        end();
        await inTurn(async () => undefined);
        return owner;
      },
    };
    this.#mine.set(lease, renew);
    return lease;
  }

  async find<S extends z.ZodType>(group: string, name: string, schema: S): Promise<Held<z.output<S>> | undefined> {
    const text = await this.#backplane.read(group, name);
    return text === undefined ? undefined : this.#heldOf(group, name, schema, text);
  }

  async list<S extends z.ZodType>(group: string, schema: S): Promise<Held<z.output<S>>[]> {
    const all = await this.#backplane.readAll(group);
    return all.flatMap(({ name, text }) => this.#heldOf(group, name, schema, text) ?? []);
  }

  /** Releases all; one that cannot be released expires by itself. */
  async close(): Promise<void> {
    for (const outcome of await Promise.allSettled([...this.#mine.keys()].map((lease) => lease.release()))) {
      if (outcome.status === 'rejected') this.#log.warn({ err: outcome.reason }, 'could not release a lease');
    }
  }

  #renewAll(): void {
    for (const renew of this.#mine.values()) renew();
  }

  #textOf(value: unknown): string {
    return JSON.stringify({ nodeId: this.#nodeId, value });
  }

  #heldOf<S extends z.ZodType>(group: string, name: string, schema: S, text: string): Held<z.output<S>> | undefined {
    const lease = parseText(leaseText, text);
    const value = lease.ok ? schema.safeParse(lease.value.value) : undefined;
    if (lease.ok && value?.success) return { name, nodeId: lease.value.nodeId, value: value.data, text };
    this.#log.error({ err: lease.ok ? value?.error : lease.error, group, name }, 'ignored a lease that does not parse');
    return undefined;
  }
}
