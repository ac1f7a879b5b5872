/** Lets the first of a burst through at once, and of the rest only the newest for each key, every `everyMs`. */
export class Coalescer<K, V> {
  readonly #everyMs: number;
  readonly #deliver: (value: V) => void;
  readonly #newer: (held: V, next: V) => V;
  readonly #held = new Map<K, V>();
  #timer: NodeJS.Timeout | undefined;
  #closed = false;

  /** `newer` tells which of two is the newer; the one that came later, unless told. */
  constructor({
    everyMs,
    deliver,
    newer = (_held, next) => next,
  }: {
    everyMs: number;
    deliver: (value: V) => void;
    newer?: (held: V, next: V) => V;
  }) {
    this.#everyMs = everyMs;
    this.#deliver = deliver;
    this.#newer = newer;
  }

  push(key: K, value: V): void {
    if (this.#closed) return;
    if (this.#timer) {
      const held = this.#held.get(key);
      this.#held.set(key, held === undefined ? value : this.#newer(held, value));
      return;
    }
    this.#rest();
    this.#deliver(value);
  }

  /** Lets everything through that is held back. */
  flush(): void {
    const values = [...this.#held.values()];
    this.#held.clear();
    for (const value of values) this.#deliver(value);
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
