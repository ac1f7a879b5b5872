import { randomUUID } from 'node:crypto';
import { AppError } from '@invigil/contract/errors';
import type { NodeId } from '@invigil/contract/ids';
import type { z } from 'zod';
import { toAppError } from '../fault.ts';
import type { Log } from '../log.ts';
import type { Backplane } from './backplane.ts';
import { type CallFrame, type CallReplyFrame, callChannelOf, callReplyFrame, parseText } from './callFrames.ts';
import type { CallTable } from './cluster.ts';

const defaultTimeoutMs = 5_000;
const retryAfterSeconds = 2;

interface Waiting {
  settle(reply: CallReplyFrame): void;
  fail(error: AppError): void;
}

/** The asking half: sends calls and matches replies to them by id. Every message is parsed once, by who receives it. */
export class Calls {
  readonly #backplane: Backplane;
  readonly #log: Log;
  readonly #replyTo: string;
  readonly #waiting = new Map<string, Waiting>();

  private constructor(backplane: Backplane, replyTo: string, log: Log) {
    this.#backplane = backplane;
    this.#replyTo = replyTo;
    this.#log = log;
  }

  static async create({ backplane, nodeId, log }: { backplane: Backplane; nodeId: NodeId; log: Log }): Promise<Calls> {
    const calls = new Calls(backplane, `reply/${nodeId}/${randomUUID()}`, log);
    backplane.reach.watch({ lost: () => calls.close() });
    await backplane.listen(calls.#replyTo, (text) => calls.#hear(text));
    return calls;
  }

  async call<T extends CallTable, N extends keyof T & string>(
    nodeId: NodeId,
    table: T,
    name: N,
    data: z.output<T[N]['data']>,
    { key, timeoutMs = defaultTimeoutMs }: { key?: string; timeoutMs?: number } = {},
  ): Promise<z.output<T[N]['reply']>> {
    const row: T[N] = table[name];
    const frame: CallFrame = { id: randomUUID(), replyTo: this.#replyTo, name, key, data };
    const reply = await this.#send(nodeId, frame, timeoutMs);
    if (!reply.ok) throw new AppError(reply.error);
    const parsed = row.reply.safeParse(reply.data);
    if (parsed.success) return parsed.data as z.output<T[N]['reply']>;
    throw toAppError(parsed.error, { log: this.#log, doing: `reading the reply of ${name}` });
  }

  /** Rejects every call under way: none of them will be answered. */
  close(): void {
    for (const waiting of this.#waiting.values())
      waiting.fail(new AppError({ code: 'unavailable', retryAfterSeconds }));
  }

  async #send(nodeId: NodeId, frame: CallFrame, timeoutMs: number): Promise<CallReplyFrame> {
    const { promise, resolve, reject } = Promise.withResolvers<CallReplyFrame>();
    const timer = setTimeout(() => reject(new AppError({ code: 'timeout' })), timeoutMs);
    this.#waiting.set(frame.id, { settle: resolve, fail: reject });
    try {
      const sent = this.#backplane.send(callChannelOf(nodeId), JSON.stringify(frame)).then((listeners) => {
        if (listeners === 0) throw new AppError({ code: 'unavailable', retryAfterSeconds });
        return promise;
      });
      // A timeout must end the wait even when the sending itself hangs.
      return await Promise.race([sent, promise]);
    } finally {
      clearTimeout(timer);
      this.#waiting.delete(frame.id);
    }
  }

  #hear(text: string): void {
    const frame = parseText(callReplyFrame, text);
    if (!frame.ok) {
      this.#log.error({ err: frame.error }, 'dropped a reply that does not parse');
      return;
    }
    // A reply without a waiting call came after its timeout.
    this.#waiting.get(frame.value.id)?.settle(frame.value);
  }
}
