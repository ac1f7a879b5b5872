/** After the way to the others is back, each of them has listened again and claimed what it holds by then. Milliseconds. */
const settlingMs = 4_000;

export interface ReachListener {
  /** The others cannot be reached. */
  lost(): void;
  /** They can be reached again; some of them may still be on their way back. */
  back(): void;
  /** Everybody has had the time to come back: what is missing now is gone. */
  settled(): void;
}

/** Whether this node can reach the others, as whoever keeps something for them, or judges by their silence, must know. */
export class Reach {
  readonly #settlingMs: number;
  readonly #listeners = new Set<Partial<ReachListener>>();
  #isUp = true;
  #settling: NodeJS.Timeout | undefined;

  constructor({ settlingMs: ms = settlingMs }: { settlingMs?: number } = {}) {
    this.#settlingMs = ms;
  }

  get isUp(): boolean {
    return this.#isUp;
  }

  /** While it is not, a lease or a listener that is missing says nothing about its node. */
  get isSettled(): boolean {
    return this.#isUp && this.#settling === undefined;
  }

  /** @returns how to stop. */
  watch(listener: Partial<ReachListener>): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  lost(): void {
    if (!this.#isUp) return;
    this.#isUp = false;
    clearTimeout(this.#settling);
    this.#settling = undefined;
    for (const listener of [...this.#listeners]) listener.lost?.();
  }

  back(): void {
    if (this.#isUp) return;
    this.#isUp = true;
    this.#settling = setTimeout(() => {
      this.#settling = undefined;
      for (const listener of [...this.#listeners]) listener.settled?.();
    }, this.#settlingMs);
    for (const listener of [...this.#listeners]) listener.back?.();
  }

  /** Idempotent. */
  close(): void {
    clearTimeout(this.#settling);
    this.#listeners.clear();
  }
}
