import type { LinkState } from '@invigil/contract/live';
import type { Clock } from '@invigil/server-kit/clock';

/** Milliseconds without media. The keep-alive sends a frame a second, and an encoder may drop a few in a row. */
export const linkTimes = {
  /** A fresh stream that has sent nothing for this long is told as `reconnecting`. */
  firstMedia: 5_000,
  /** A stream that stopped is `lost` after this long. */
  lost: 15_000,
} as const;

/** mediasoup scores from 0 (nothing arrives) to 10; 5 is about one packet in six lost, 7 about one in twelve. */
const lowFrom = 5;
const liveFrom = 7;

/** How one stream is doing, told on every change. Until its first media nothing is told. */
export class Link {
  readonly #clock: Clock;
  readonly #onChange: (now: LinkState) => void;
  #state: LinkState | undefined;
  #stoppedAt: number | undefined;

  constructor(options: { clock: Clock; onChange: (now: LinkState) => void }) {
    this.#clock = options.clock;
    this.#onChange = options.onChange;
    this.#stoppedAt = options.clock.now();
  }

  get state(): LinkState | undefined {
    return this.#state;
  }

  get flows(): boolean {
    return this.#stoppedAt === undefined;
  }

  /** Media arrives, at this score (1 to 10) of the best encoding. */
  arrives(score: number): void {
    this.#stoppedAt = undefined;
    if (score <= lowFrom) this.#become('low');
    else if (score >= liveFrom || this.#state !== 'low') this.#become('live');
  }

  /** Nothing arrives any more. */
  stopped(): void {
    if (this.#stoppedAt !== undefined) return;
    this.#stoppedAt = this.#clock.now();
    this.#become('reconnecting');
  }

  /** Lets time pass. To be called now and then. */
  settle(): void {
    if (this.#stoppedAt === undefined) return;
    const silentMs = this.#clock.now() - this.#stoppedAt;
    if (silentMs >= linkTimes.lost) this.#become('lost');
    else if (this.#state === undefined && silentMs >= linkTimes.firstMedia) this.#become('reconnecting');
  }

  #become(state: LinkState): void {
    if (state === this.#state) return;
    this.#state = state;
    this.#onChange(state);
  }
}
