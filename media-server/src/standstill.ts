import type { Clock } from '@invigil/server-kit/clock';

/**
 * Notices that this process stood still: it was stopped, or its machine was. Whoever stands still as long as a lease lives
 * must be taken for dead by others, and has to take itself for dead before it does anything else.
 */
export class Standstill {
  readonly #clocks: readonly Clock[];
  readonly #longestMs: number;
  #last: readonly number[];

  /** @param clocks any of which going on tells: one that does not jump, and one that counts while a machine is suspended. */
  constructor({ clocks, longestMs }: { clocks: readonly Clock[]; longestMs: number }) {
    this.#clocks = clocks;
    this.#longestMs = longestMs;
    this.#last = this.#now();
  }

  /** To be called several times a second. @returns for how many milliseconds it stood still; 0 when that is not too long. */
  look(): number {
    const last = this.#last;
    this.#last = this.#now();
    const stoodMs = Math.max(...this.#last.map((now, index) => now - (last[index] ?? now)));
    return stoodMs >= this.#longestMs ? stoodMs : 0;
  }

  #now(): number[] {
    return this.#clocks.map((clock) => clock.now());
  }
}
