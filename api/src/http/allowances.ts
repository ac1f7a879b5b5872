import { AppError } from '@invigil/contract/errors';
import type { Clock } from '@invigil/server-kit/clock';

/** So many at once, and one more after each interval. */
export interface Allowance {
  burst: number;
  everyMs: number;
}

/** Keys held at most; beyond, the ones least recently used are forgotten. */
const mostKeys = 100_000;

/**
 * Counts attempts by key, as token buckets. Kept by this process alone: with several api processes behind one address, each
 * grants its own allowance.
 */
export class Allowances {
  readonly #allowance: Allowance;
  readonly #clock: Clock;
  /** The instant at which a key's bucket will be full again; a key that is absent has a full bucket. */
  readonly #fullAt = new Map<string, number>();

  constructor(allowance: Allowance, clock: Clock) {
    this.#allowance = allowance;
    this.#clock = clock;
  }

  /** @throws {AppError} tooManyRequests when nothing is left for this key, saying when there will be. */
  take(key: string): void {
    const { burst, everyMs } = this.#allowance;
    const now = this.#clock.now();
    const fullAt = Math.max(this.#fullAt.get(key) ?? now, now) + everyMs;
    const excessMs = fullAt - now - burst * everyMs;
    if (excessMs > 0) throw new AppError({ code: 'tooManyRequests', retryAfterSeconds: Math.ceil(excessMs / 1000) });
    this.#put(key, fullAt);
  }

  /** @throws {AppError} tooManyRequests when `take` would, with nothing taken. */
  mustHave(key: string): void {
    this.take(key);
    this.giveBack(key);
  }

  /** Undoes one `take`. */
  giveBack(key: string): void {
    const fullAt = this.#fullAt.get(key);
    if (fullAt !== undefined) this.#put(key, fullAt - this.#allowance.everyMs);
  }

  #put(key: string, fullAt: number): void {
    this.#fullAt.delete(key);
    this.#fullAt.set(key, fullAt);
    if (this.#fullAt.size <= mostKeys) return;
    const oldest = this.#fullAt.keys().next();
    if (!oldest.done) this.#fullAt.delete(oldest.value);
  }
}
