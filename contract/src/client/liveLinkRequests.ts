import { AppError, invalidInput } from '../errors.ts';
import type { ReplyFrame } from '../frames.ts';
import { limits } from '../limits.ts';
import { type SignalData, type SignalName, type SignalReply, signals } from '../signals.ts';

interface Waiting {
  text: string;
  settle(reply: ReplyFrame): void;
  fail(error: AppError): void;
}

/**
 * The unanswered requests of one presence, in order. They are sent again over each new socket, and never more at once
 * than the server keeps answers for, so that each is carried out once and its first answer arrives.
 */
export class LiveLinkRequests {
  readonly #waiting = new Map<number, Waiting>();
  #nextId = 1;
  #send: ((text: string) => void) | undefined;
  #sentUpTo = 0;

  /** Rejects with the server's AppError, with `invalid` when the answer is not of the row's form, or as `failAll` says. */
  add<N extends SignalName>(name: N, data: SignalData<N>): Promise<SignalReply<N>> {
    const id = this.#nextId++;
    const { promise, resolve, reject } = Promise.withResolvers<SignalReply<N>>();
    this.#waiting.set(id, {
      text: JSON.stringify({ id, name, data }),
      settle: (reply) => {
        if (!reply.ok) return reject(new AppError(reply.error));
        const parsed = signals[name].reply.safeParse(reply.data);
        if (parsed.success) resolve(parsed.data as SignalReply<N>);
        else reject(invalidInput(parsed.error));
      },
      fail: reject,
    });
    this.#sendMore();
    return promise;
  }

  /** Sends everything unanswered over a socket that is now ready. */
  connected(send: (text: string) => void): void {
    this.#send = send;
    this.#sentUpTo = 0;
    this.#sendMore();
  }

  disconnected(): void {
    this.#send = undefined;
  }

  /** False when nothing waits for this reply: its first copy came before. */
  answer(reply: ReplyFrame): boolean {
    const waiting = reply.id === null ? undefined : this.#waiting.get(reply.id);
    if (!waiting || reply.id === null) return false;
    this.#waiting.delete(reply.id);
    waiting.settle(reply);
    this.#sendMore();
    return true;
  }

  /** The presence is over: nothing of it will be answered, and the next one counts from 1 again. */
  failAll(error: AppError): void {
    const waiting = [...this.#waiting.values()];
    this.#waiting.clear();
    this.#nextId = 1;
    this.#sentUpTo = 0;
    for (const { fail } of waiting) fail(error);
  }

  #sendMore(): void {
    const [oldest] = this.#waiting.keys();
    if (oldest === undefined || !this.#send) return;
    for (const [id, { text }] of this.#waiting) {
      if (id >= oldest + limits.requestsInFlight) return;
      if (id <= this.#sentUpTo) continue;
      this.#sentUpTo = id;
      this.#send(text);
    }
  }
}
