import { Worker } from 'node:worker_threads';
import { AppError } from '@invigil/contract/errors';
import type { PrintedReview } from '../reviews/pdf/printedReview.ts';
import type { PrintedCopy } from './pdf/printedCopy.ts';

const thread = new URL('./printThread.ts', import.meta.url);
/** After an exam everybody wants theirs; beyond so many that wait, who asks is told to come back. */
const mostWaiting = 100;
const retryAfterSeconds = 10;
/** What takes longer never ends. The longest possible copy takes a few seconds. */
const longestMs = 60_000;

/** What can be set: a copy, or the file of a sitting. */
export type PrintMatter = { copy: PrintedCopy } | { review: PrintedReview };

/** What goes to the thread and comes back from it. */
export interface PrintOrder {
  id: number;
  matter: PrintMatter;
}
export type PrintOutcome = { id: number; pdf: Uint8Array } | { id: number; error: string };

interface Waiting {
  resolve(pdf: Buffer): void;
  reject(error: Error): void;
}

/** Sets copies, and files of sittings, in a thread of its own, since a page of text takes longer than hundreds of saved answers. */
export class CopyPrinter {
  #worker: Worker | undefined;
  #lastId = 0;
  readonly #waiting = new Map<number, Waiting>();

  /** @throws {AppError} unavailable when too many wait. @throws {Error} when it cannot be set. */
  print(copy: PrintedCopy): Promise<Buffer> {
    return this.#print({ copy });
  }

  /** Fails as `print` does. */
  printReview(review: PrintedReview): Promise<Buffer> {
    return this.#print({ review });
  }

  /** Idempotent. */
  async close(): Promise<void> {
    await this.#stop(new AppError({ code: 'unavailable', retryAfterSeconds }));
  }

  async #print(matter: PrintMatter): Promise<Buffer> {
    if (this.#waiting.size >= mostWaiting) throw new AppError({ code: 'unavailable', retryAfterSeconds });
    this.#worker ??= this.#start();
    const id = ++this.#lastId;
    const { promise, resolve, reject } = Promise.withResolvers<Buffer>();
    this.#waiting.set(id, { resolve, reject });
    const timer = setTimeout(() => this.#stop(new Error('a copy took too long to be set')), longestMs);
    try {
      this.#worker.postMessage({ id, matter } satisfies PrintOrder);
      return await promise;
    } finally {
      clearTimeout(timer);
      this.#waiting.delete(id);
    }
  }

  #start(): Worker {
    const worker = new Worker(thread);
    worker.unref();
    worker.on('message', (outcome: PrintOutcome) => {
      const waiting = this.#waiting.get(outcome.id);
      if ('pdf' in outcome) waiting?.resolve(Buffer.from(outcome.pdf));
      else waiting?.reject(new Error(outcome.error));
    });
    worker.on('error', (cause) => void this.#stop(new Error('copies could not be set', { cause })));
    return worker;
  }

  /** Whoever asks next starts another thread. */
  async #stop(reason: Error): Promise<void> {
    const worker = this.#worker;
    this.#worker = undefined;
    for (const { reject } of this.#waiting.values()) reject(reason);
    await worker?.terminate();
  }
}
