import type { NodeId } from '@invigil/contract/ids';
import type { z } from 'zod';
import { type Clock, systemClock } from '../clock.ts';
import type { Log } from '../log.ts';
import { Answers } from './answers.ts';
import type { Backplane } from './backplane.ts';
import { parseText } from './callFrames.ts';
import { Calls } from './calls.ts';
import type { CallHandlers, CallTable, Closable, Cluster, Held, Lease } from './cluster.ts';
import { Heard, KeptNotes, type NoteFrame, noteFrame } from './keptNotes.ts';
import { Leases } from './leases.ts';
import type { Reach } from './reach.ts';

const noteChannelOf = (subject: string) => `note/${subject}`;

/** A node of the cluster over whichever backplane carries its texts. */
export class ClusterNode implements Cluster {
  readonly nodeId: NodeId;
  readonly #backplane: Backplane;
  readonly #log: Log;
  readonly #calls: Calls;
  readonly #answers: Answers;
  readonly #leases: Leases;
  readonly #kept: KeptNotes;
  #closing: Promise<void> | undefined;

  private constructor(options: { nodeId: NodeId; backplane: Backplane; log: Log; clock: Clock; calls: Calls }) {
    this.nodeId = options.nodeId;
    this.#backplane = options.backplane;
    this.#log = options.log;
    this.#calls = options.calls;
    this.#answers = new Answers(options);
    this.#leases = new Leases(options);
    this.#kept = new KeptNotes(options);
  }

  static async create(options: { nodeId: NodeId; backplane: Backplane; log: Log; clock?: Clock }): Promise<Cluster> {
    const log = options.log.child({ nodeId: options.nodeId });
    const calls = await Calls.create({ ...options, log });
    return new ClusterNode({ clock: systemClock, ...options, log, calls });
  }

  get reach(): Reach {
    return this.#backplane.reach;
  }

  answer<T extends CallTable>(table: T, handlers: CallHandlers<T>): Promise<Closable> {
    return this.#answers.answer(table, handlers);
  }

  call<T extends CallTable, N extends keyof T & string>(
    nodeId: NodeId,
    table: T,
    name: N,
    data: z.output<T[N]['data']>,
    options?: { key?: string; timeoutMs?: number },
  ): Promise<z.output<T[N]['reply']>> {
    return this.#calls.call(nodeId, table, name, data, options);
  }

  async publish<S extends z.ZodType>(subject: string, _schema: S, message: z.output<S>): Promise<void> {
    const frame: NoteFrame = { message };
    await this.#backplane.send(noteChannelOf(subject), JSON.stringify(frame));
  }

  tell<S extends z.ZodType>(subject: string, _schema: S, message: z.output<S>): Promise<void> {
    return this.#kept.tell(noteChannelOf(subject), message);
  }

  hear<S extends z.ZodType>(subject: string, schema: S, listener: (message: z.output<S>) => void): Promise<Closable> {
    const heard = new Heard();
    return this.#backplane.listen(noteChannelOf(subject), (text) => {
      const frame = parseText(noteFrame, text);
      if (frame.ok && !heard.isNew(frame.value)) return;
      const message = frame.ok
        ? schema.safeParse(frame.value.message)
        : { success: false as const, error: frame.error };
      if (message.success) listener(message.data);
      else this.#log.error({ err: message.error, subject }, 'dropped a message that does not parse');
    });
  }

  claim<S extends z.ZodType>(
    claim: Parameters<Cluster['claim']>[0] & { schema: S; value: z.output<S> },
  ): Promise<Lease<z.output<S>> | undefined> {
    return this.#leases.claim(claim);
  }

  claimOnce(group: string, name: string, ttlMs: number): Promise<boolean> {
    return this.#backplane.once(group, name, ttlMs);
  }

  find<S extends z.ZodType>(group: string, name: string, schema: S): Promise<Held<z.output<S>> | undefined> {
    return this.#leases.find(group, name, schema);
  }

  list<S extends z.ZodType>(group: string, schema: S): Promise<Held<z.output<S>>[]> {
    return this.#leases.list(group, schema);
  }

  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    await this.#answers.close();
    await this.#leases.close();
    this.#calls.close();
    this.#kept.close();
    this.reach.close();
    await this.#backplane.close();
  }
}
