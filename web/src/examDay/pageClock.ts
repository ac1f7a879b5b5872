/** A moment of this page, which another page of the same browser can still place. */
export interface Moment {
  page: string;
  /** Milliseconds of the page's own clock, which no change of the machine's time moves. */
  mono: number;
  /** Milliseconds of the machine's clock: all that is left once the page is gone. */
  wall: number;
}

const longestMs = 48 * 60 * 60 * 1000;

/** Says how long ago something was. Spans within one page are right even when the machine's clock is set anew. */
export class PageClock {
  readonly #page = crypto.randomUUID();
  readonly #mono: () => number;
  readonly #wall: () => number;

  constructor({ mono = () => performance.now(), wall = () => Date.now() } = {}) {
    this.#mono = mono;
    this.#wall = wall;
  }

  now(): Moment {
    return { page: this.#page, mono: this.#mono(), wall: this.#wall() };
  }

  /** Whole milliseconds, from none to two days. */
  agoMs({ page, mono, wall }: Moment): number {
    const span = page === this.#page ? this.#mono() - mono : this.#wall() - wall;
    return Math.min(longestMs, Math.max(0, Math.round(span)));
  }
}
