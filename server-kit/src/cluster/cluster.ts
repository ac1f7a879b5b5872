import type { NodeId } from '@invigil/contract/ids';
import type { z } from 'zod';
import type { Reach } from './reach.ts';

/**
 * The one port through which processes reach each other: call a node, publish and hear messages, claim and find
 * leases. Both adapters serialise and parse everything that passes, so that one process hides nothing which many
 * processes would show.
 */
export interface Cluster {
  readonly nodeId: NodeId;

  /** Whether the others can be reached. While they cannot, whatever needs them is rejected with `unavailable`, at once. */
  readonly reach: Reach;

  /** Answers calls of `table` made to this node. Handlers may throw AppError; anything else reaches the caller as `internal`. */
  answer<T extends CallTable>(table: T, handlers: CallHandlers<T>): Promise<Closable>;

  /**
   * Calls a node by name. Rejects with the AppError of the handler, `unavailable` when no such node listens, or
   * `timeout` after `timeoutMs` (5 s unless told). The same `key` within a minute is answered with the first answer.
   */
  call<T extends CallTable, N extends keyof T & string>(
    nodeId: NodeId,
    table: T,
    name: N,
    data: z.output<T[N]['data']>,
    options?: { key?: string; timeoutMs?: number },
  ): Promise<z.output<T[N]['reply']>>;

  /** Delivers to everyone who hears the subject now, this node included, in the publisher's order. */
  publish<S extends z.ZodType>(subject: string, schema: S, message: z.output<S>): Promise<void>;

  /**
   * The same of what must not be lost: while the others cannot be reached it is kept, then told in the order of this node,
   * and each listener hears it once. Resolves when it is told or kept, and never rejects.
   */
  tell<S extends z.ZodType>(subject: string, schema: S, message: z.output<S>): Promise<void>;

  /** Resolves once listening: what is published afterwards is heard. A message that does not parse is logged and dropped. */
  hear<S extends z.ZodType>(subject: string, schema: S, listener: (message: z.output<S>) => void): Promise<Closable>;

  /**
   * Claims a name in a group for this node and keeps it alive until released or closed; a dead node's leases expire after
   * `ttlMs`. Resolves to undefined when somebody else holds the name. While the others cannot be reached it is kept as it is,
   * and claimed again once they can. `onLost` is called when another node has it after all: of several that hold a name, as
   * after a loss, who took it last keeps it.
   * `instead` takes it from whoever still holds it exactly so, for its node is dead or stopped: should that one live, it
   * hears of the loss at its next renewal. `key` goes on with what another node left.
   */
  claim<S extends z.ZodType>(claim: {
    group: string;
    name: string;
    schema: S;
    value: z.output<S>;
    ttlMs: number;
    onLost?: () => void;
    instead?: Held<unknown> | undefined;
    key?: string | undefined;
  }): Promise<Lease<z.output<S>> | undefined>;

  /** Takes a name for `ttlMs` once, without renewal: true for exactly one caller in the cluster. */
  claimOnce(group: string, name: string, ttlMs: number): Promise<boolean>;

  find<S extends z.ZodType>(group: string, name: string, schema: S): Promise<Held<z.output<S>> | undefined>;
  list<S extends z.ZodType>(group: string, schema: S): Promise<Held<z.output<S>>[]>;

  /** Releases every lease, stops answering and hearing. Idempotent. */
  close(): Promise<void>;
}

export interface CallTable {
  [name: string]: { data: z.ZodType; reply: z.ZodType };
}

export type CallHandlers<T extends CallTable> = {
  [N in keyof T]: (data: z.output<T[N]['data']>) => Promise<z.output<T[N]['reply']>>;
};

export interface Closable {
  /** Idempotent. */
  close(): Promise<void>;
}

export interface Lease<V> {
  readonly name: string;
  /** Replaces the value; others find the newest. */
  update(value: V): Promise<void>;
  release(): Promise<void>;
  /**
   * Keeps it alive no more and does not give it up either: whoever claims the name with the answered key within its time to
   * live goes on with it, and nobody sees it missing.
   */
  leave(): Promise<string>;
}

export interface Held<V> {
  name: string;
  nodeId: NodeId;
  value: V;
  /** As it stands in the cluster. */
  text: string;
}
