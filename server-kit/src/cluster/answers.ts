import { AppError, invalidInput } from '@invigil/contract/errors';
import type { NodeId } from '@invigil/contract/ids';
import type { z } from 'zod';
import type { Clock } from '../clock.ts';
import { toAppError } from '../fault.ts';
import type { Log } from '../log.ts';
import type { Backplane } from './backplane.ts';
import { type CallFrame, type CallOutcome, callChannelOf, callFrame, parseText } from './callFrames.ts';
import type { CallHandlers, CallTable, Closable } from './cluster.ts';
import { FirstAnswers } from './firstAnswers.ts';

type Answer = (data: unknown) => Promise<CallOutcome>;

/** The answering half: one channel for the node, and the answers of every table by name of the call. */
export class Answers {
  readonly #backplane: Backplane;
  readonly #nodeId: NodeId;
  readonly #log: Log;
  readonly #answers = new Map<string, Answer>();
  readonly #first: FirstAnswers;
  #listening: Promise<Closable> | undefined;

  constructor({ backplane, nodeId, log, clock }: { backplane: Backplane; nodeId: NodeId; log: Log; clock: Clock }) {
    this.#backplane = backplane;
    this.#nodeId = nodeId;
    this.#log = log;
    this.#first = new FirstAnswers(clock);
  }

  async answer<T extends CallTable>(table: T, handlers: CallHandlers<T>): Promise<Closable> {
    const names = Object.keys(table);
    const taken = names.find((name) => this.#answers.has(name));
    if (taken !== undefined) throw new Error(`node ${this.#nodeId} already answers ${taken}`);
    for (const name of names) this.#answers.set(name, this.#answerOf(table, handlers, name));
    this.#listening ??= this.#backplane.listen(callChannelOf(this.#nodeId), (text) => this.#hear(text));
    await this.#listening;
    let closed = false;
    return {
      close: async () => {
        if (closed) return;
        closed = true;
        for (const name of names) this.#answers.delete(name);
        if (this.#answers.size === 0) await this.close();
      },
    };
  }

  /** Idempotent. Calls under way are still answered. */
  async close(): Promise<void> {
    this.#answers.clear();
    const listening = this.#listening;
    this.#listening = undefined;
    await (await listening)?.close();
  }

  #answerOf<T extends CallTable, N extends keyof T & string>(table: T, handlers: CallHandlers<T>, name: N): Answer {
    const row: T[N] = table[name];
    const handler: CallHandlers<T>[N] = handlers[name];
    return async (data) => {
      try {
        const parsed = row.data.safeParse(data);
        if (!parsed.success) throw invalidInput(parsed.error);
        return { ok: true, data: await handler(parsed.data as z.output<T[N]['data']>) };
      } catch (error) {
        return { ok: false, error: toAppError(error, { log: this.#log, doing: `answering ${name}` }).body };
      }
    };
  }

  #hear(text: string): void {
    const frame = parseText(callFrame, text);
    if (!frame.ok) {
      this.#log.error({ err: frame.error }, 'dropped a call that does not parse');
      return;
    }
    this.#reply(frame.value).catch((err: unknown) =>
      this.#log.warn({ err, call: frame.value.name }, 'could not send a reply'),
    );
  }

  async #reply(call: CallFrame): Promise<void> {
    const outcome = await this.#outcomeOf(call);
    await this.#backplane.send(call.replyTo, JSON.stringify({ id: call.id, ...outcome }));
  }

  async #outcomeOf({ name, key, data }: CallFrame): Promise<CallOutcome> {
    const answer = this.#answers.get(name);
    if (!answer) return { ok: false, error: new AppError({ code: 'unavailable', retryAfterSeconds: 2 }).body };
    return key === undefined ? answer(data) : this.#first.of(`${name}/${key}`, () => answer(data));
  }
}
