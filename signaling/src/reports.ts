import { AppError } from '@invigil/contract/errors';
import type { Log } from '@invigil/server-kit/log';

const firstRetryMs = 500;
const longestRetryMs = 30_000;
/** What could not be told by then, when we stop, is dropped. */
const lastTryMs = 2_000;

export interface ReportsOptions<V> {
  log: Log;
  /** What is told, in a word, for the log. */
  what: string;
  /** What is told again under the same key replaces what waits of it. */
  keyOf: (one: V) => string;
  /** Tells some to the api. Rejects with `invalid` when these will never be taken. */
  tell: (some: V[]) => Promise<void>;
  perReport: number;
  /** As many wait at most; the oldest is dropped for a newer one. */
  mostWaiting: number;
  onTold: (count: number) => void;
  onDropped: (count: number) => void;
}

/**
 * Hands what signaling saw to the api, in batches, again and again until it was taken. Nobody waits for it; telling a thing
 * twice is harmless.
 */
export class Reports<V> {
  readonly #options: ReportsOptions<V>;
  readonly #waiting = new Map<string, V>();
  #sending: Promise<void> | undefined;
  #retry: NodeJS.Timeout | undefined;
  #failures = 0;
  #closed = false;

  constructor(options: ReportsOptions<V>) {
    this.#options = options;
  }

  get waiting(): number {
    return this.#waiting.size;
  }

  /** One that is told again replaces what waits of it. */
  add(one: V): void {
    if (this.#closed) {
      this.#options.onDropped(1);
      return;
    }
    this.#waiting.set(this.#options.keyOf(one), one);
    const [oldest] = this.#waiting.keys();
    if (this.#waiting.size > this.#options.mostWaiting && oldest !== undefined) {
      this.#waiting.delete(oldest);
      this.#options.onDropped(1);
    }
    if (!this.#retry) this.#send();
  }

  /** Tries once more for a moment, then drops what is left. Idempotent. */
  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    clearTimeout(this.#retry);
    this.#retry = undefined;
    let enough: NodeJS.Timeout | undefined;
    const patience = new Promise<void>((resolve) => {
      enough = setTimeout(resolve, lastTryMs);
    });
    await Promise.race([this.#sendAll(), patience]);
    clearTimeout(enough);
    if (this.#waiting.size === 0) return;
    const { log, what, onDropped } = this.#options;
    log.warn({ count: this.#waiting.size }, `${what} were not written down before the end`);
    onDropped(this.#waiting.size);
    this.#waiting.clear();
  }

  async #sendAll(): Promise<void> {
    await this.#sending;
    this.#send();
    await this.#sending;
  }

  #send(): void {
    this.#sending ??= this.#sendBatches()
      .then(() => {
        this.#failures = 0;
      })
      .catch((err: unknown) => this.#retryLater(err))
      .finally(() => {
        this.#sending = undefined;
        // What came while the last batch was being answered.
        if (this.#waiting.size > 0 && !this.#retry && !this.#closed) this.#send();
      });
  }

  async #sendBatches(): Promise<void> {
    while (this.#waiting.size > 0) {
      const batch = [...this.#waiting].slice(0, this.#options.perReport);
      await this.#tell(batch.map(([, one]) => one));
      // What was told again meanwhile still waits with what is new.
      for (const [key, told] of batch) if (this.#waiting.get(key) === told) this.#waiting.delete(key);
    }
  }

  async #tell(batch: V[]): Promise<void> {
    const { log, what, tell, onTold, onDropped } = this.#options;
    try {
      await tell(batch);
      onTold(batch.length);
    } catch (err) {
      if (!(err instanceof AppError && err.code === 'invalid')) throw err;
      log.error({ err, count: batch.length }, `the api refuses ${what}`);
      onDropped(batch.length);
    }
  }

  #retryLater(err: unknown): void {
    if (this.#closed) return;
    const waitMs = Math.min(longestRetryMs, firstRetryMs * 2 ** this.#failures);
    this.#failures += 1;
    const { log, what } = this.#options;
    log.warn({ err, count: this.#waiting.size, waitMs }, `${what} are not written down yet, will retry`);
    this.#retry = setTimeout(() => {
      this.#retry = undefined;
      this.#send();
    }, waitMs);
  }
}
