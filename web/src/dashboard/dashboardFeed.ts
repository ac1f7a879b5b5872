import type { ErrorBody } from '@invigil/contract/errors';
import type { Dashboard } from '@invigil/contract/routes/dashboard';
import { errorBodyOf } from '../i18n/errorText.ts';

/** Whether what is shown is what is true: `paused` while nobody looks, `reconnecting` while the server is away. */
export type FeedState = 'loading' | 'live' | 'paused' | 'reconnecting' | 'ended';

export interface FeedParts {
  load: (signal: AbortSignal) => Promise<Dashboard>;
  /** Waits until there is something else to see than `seen`, or for a while. */
  change: (seen: string, signal: AbortSignal) => Promise<{ seen: string }>;
  shown: (dashboard: Dashboard) => void;
  became: (state: FeedState, error?: ErrorBody) => void;
  /** Resolves after so many milliseconds, or as soon as the signal aborts. */
  wait: (ms: number, signal: AbortSignal) => Promise<void>;
}

const firstWaitMs = 1_000;
const longestWaitMs = 15_000;
/** A server that answers at once without news must not be asked without end. */
const shortestPauseMs = 1_000;
/** Trying again mends none of these. */
const final: readonly ErrorBody['code'][] = ['unauthenticated', 'consentRequired', 'forbidden'];

/** Keeps a dashboard true by a long poll: it is loaded again when the server says that it changed, and after every cut. */
export class DashboardFeed {
  readonly #parts: FeedParts;
  #round: AbortController | undefined;
  #closed = false;

  constructor(parts: FeedParts) {
    this.#parts = parts;
  }

  /** Loads now, and from now on stays up to date. */
  resume(): void {
    if (this.#closed) return;
    this.#round?.abort();
    const round = new AbortController();
    this.#round = round;
    void this.#follow(round.signal);
  }

  /** Asks nothing more until it is resumed: a hidden tab must not hold one of the browser's few connections. */
  pause(): void {
    if (this.#closed) return;
    this.#round?.abort();
    this.#parts.became('paused');
  }

  close(): void {
    this.#closed = true;
    this.#round?.abort();
  }

  async #follow(signal: AbortSignal): Promise<void> {
    let waitMs = firstWaitMs;
    while (!signal.aborted) {
      try {
        const dashboard = await this.#parts.load(signal);
        if (signal.aborted) return;
        waitMs = firstWaitMs;
        this.#parts.shown(dashboard);
        this.#parts.became('live');
        await this.#untilChanged(dashboard.seen, signal);
      } catch (fault) {
        if (signal.aborted) return;
        const error = errorBodyOf(fault);
        if (final.includes(error.code)) {
          this.#parts.became('ended', error);
          return;
        }
        this.#parts.became('reconnecting', error);
        await this.#parts.wait(waitMs, signal);
        waitMs = Math.min(waitMs * 2, longestWaitMs);
      }
    }
  }

  async #untilChanged(seen: string, signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      const pause = this.#parts.wait(shortestPauseMs, signal);
      const now = await this.#parts.change(seen, signal);
      if (now.seen !== seen) return;
      await pause;
    }
  }
}

export function waitFor(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(done, ms);
    function done(): void {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      resolve();
    }
    signal.addEventListener('abort', done);
    if (signal.aborted) done();
  });
}
