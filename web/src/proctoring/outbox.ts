import { AppError, type ErrorBody } from '@invigil/contract/errors';
import { type MessageId, messageId } from '@invigil/contract/ids';
import { z } from 'zod';
import { errorBodyOf } from '../i18n/errorText.ts';
import { isFinal, retryWait } from '../writing/retryWait.ts';
import type { KeptTexts } from './keptTexts.ts';

const keptMessage = z.object({
  messageId,
  text: z.string().min(1),
  /** Milliseconds of the machine's clock: only their order counts. */
  writtenAt: z.number(),
});
export type KeptMessage = z.infer<typeof keptMessage>;

/** A message that the server does not have yet, and why not when it refused it. */
export interface WaitingMessage extends KeptMessage {
  refused: ErrorBody | undefined;
}

interface Parts {
  kept: KeptTexts;
  /** Sending the same message again sends nothing twice. */
  send: (message: KeptMessage) => Promise<void>;
  changed: (waiting: WaitingMessage[]) => void;
  hiccup: (fault: unknown) => void;
  /** Between 0 and 1. */
  random?: () => number;
  now?: () => number;
}

/** Messages to the proctors: kept before anything else happens to them, and sent in order until the server has each. */
export class Outbox {
  readonly #parts: Parts;
  #waiting: WaitingMessage[];
  #tries = 0;
  #sending = false;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #closed = false;

  /** What an earlier page could not send is sent now. */
  constructor(parts: Parts) {
    this.#parts = parts;
    this.#waiting = parts.kept
      .names()
      .flatMap((name) => read(parts.kept.get(name)))
      .map((message) => ({ ...message, refused: undefined }))
      .sort((a, b) => a.writtenAt - b.writtenAt);
    if (this.#waiting.length > 0) this.#changed();
    void this.#settle();
  }

  write(text: string): void {
    const { kept, now = Date.now } = this.#parts;
    const message: KeptMessage = { messageId: messageId.parse(crypto.randomUUID()), text, writtenAt: now() };
    kept.set(message.messageId, JSON.stringify(message));
    this.#waiting.push({ ...message, refused: undefined });
    this.#changed();
    void this.#settle();
  }

  /** The server was reached by something else, so what waits need not wait any longer. */
  reached(): void {
    this.#tries = 0;
    void this.#settle();
  }

  /** Takes back a message that was refused. Returns its text. */
  withdraw(id: MessageId): string | undefined {
    const message = this.#waiting.find((one) => one.messageId === id && one.refused !== undefined);
    if (message !== undefined) this.#done(id);
    return message?.text;
  }

  close(): void {
    this.#closed = true;
    clearTimeout(this.#timer);
  }

  async #settle(): Promise<void> {
    clearTimeout(this.#timer);
    if (this.#sending || this.#closed) return;
    this.#sending = true;
    try {
      for (let next = this.#next(); next !== undefined; next = this.#next()) {
        await this.#parts.send(next);
        this.#tries = 0;
        this.#done(next.messageId);
      }
    } catch (fault) {
      this.#judge(fault);
    } finally {
      this.#sending = false;
    }
  }

  #next(): WaitingMessage | undefined {
    return this.#closed ? undefined : this.#waiting.find(({ refused }) => refused === undefined);
  }

  #judge(fault: unknown): void {
    if (this.#closed) return;
    const body: ErrorBody = fault instanceof AppError ? fault.body : errorBodyOf(fault);
    const first = this.#next();
    if (first !== undefined && isFinal(body)) {
      first.refused = body;
      this.#changed();
      this.#timer = setTimeout(() => void this.#settle(), 0);
      return;
    }
    this.#parts.hiccup(fault);
    this.#tries += 1;
    const wait = retryWait(body, this.#tries, (this.#parts.random ?? Math.random)());
    this.#timer = setTimeout(() => void this.#settle(), wait);
  }

  #done(id: MessageId): void {
    this.#parts.kept.remove(id);
    this.#waiting = this.#waiting.filter((one) => one.messageId !== id);
    this.#changed();
  }

  #changed(): void {
    this.#parts.changed([...this.#waiting]);
  }
}

function read(text: string | undefined): KeptMessage[] {
  try {
    const message = keptMessage.safeParse(JSON.parse(text ?? 'null'));
    return message.success ? [message.data] : [];
  } catch (fault) {
    console.warn('a message that was put aside cannot be read', fault);
    return [];
  }
}
