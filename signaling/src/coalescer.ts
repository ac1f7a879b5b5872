/** Lets the first of a burst through at once, and of the rest only the newest for each key, every `everyMs`. */
export class Coalescer<K, V> {
  readonly #everyMs: number;
  readonly #deliver: (value: V) => void;
  readonly #held = new Map<K, V>();
  #timer: NodeJS.Timeout | undefined;
  #closed = false;

  constructor({ everyMs, deliver }: { everyMs: number; deliver: (value: V) => void }) {
    this.#everyMs = everyMs;
    this.#deliver = deliver;
  }

  push(key: K, value: V): void {
    if (this.#closed) return;
    if (this.#timer) {
      this.#held.set(key, value);
      return;
    }
    this.#rest();
    this.#deliver(value);
  }

  /** Drops what is held back. Idempotent. */
  close(): void {
    this.#closed = true;
    clearTimeout(this.#timer);
    this.#held.clear();
  }

  #rest(): void {
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      if (this.#held.size === 0) return;
      this.#rest();
      const values = [...this.#held.values()];
      this.#held.clear();
      for (const value of values) this.#deliver(value);
    }, this.#everyMs);
  }
}
