/** What is gone is remembered this long, so that an older message which comes late does not revive it. */
const goneKeptMs = 60_000;

interface RollOptions<K, V> {
  keyOf: (one: V) => K;
  versionOf: (one: V) => number;
  isGone: (one: V) => boolean;
  /** The state after this one of something that ended without a word. */
  endOf: (one: V) => V;
  withVersion: (one: V, version: number) => V;
  /** Hears every state that is taken, and the one it replaces. */
  onChange: (now: V, before: V | undefined) => void;
}

/** Who or what is in a room, by states that may come late, twice, or never: the newest version of each counts. */
export class Roll<K, V> {
  readonly #options: RollOptions<K, V>;
  readonly #present = new Map<K, V>();
  readonly #gone = new Map<K, { version: number; at: number; assumed: boolean }>();

  constructor(options: RollOptions<K, V>) {
    this.#options = options;
  }

  present(): V[] {
    return [...this.#present.values()];
  }

  find(key: K): V | undefined {
    return this.#present.get(key);
  }

  /** Takes a state unless a newer one is known. */
  apply(state: V, now: number): void {
    this.#apply(state, { now, assumed: false });
  }

  /** What is known now, to be compared later with what was read meanwhile. */
  snapshot(): ReadonlySet<V> {
    return new Set(this.#present.values());
  }

  /** Compares with what the cluster holds now: what is known here from before `since` and not held any more is gone. */
  reconcile(held: readonly V[], { since, now }: { since: ReadonlySet<V>; now: number }): void {
    const { keyOf, endOf } = this.#options;
    const still = new Set(held.map(keyOf));
    for (const known of since) {
      const key = keyOf(known);
      if (!still.has(key) && this.#present.get(key) === known) this.#apply(endOf(known), { now, assumed: true });
    }
    for (const one of held) this.apply(this.#revived(one), now);
    for (const [key, { at }] of this.#gone) if (now - at > goneKeptMs) this.#gone.delete(key);
  }

  #apply(state: V, { now, assumed }: { now: number; assumed: boolean }): void {
    const { keyOf, versionOf, isGone, onChange } = this.#options;
    const key = keyOf(state);
    const version = versionOf(state);
    const known = this.#present.get(key);
    if (version <= (known === undefined ? (this.#gone.get(key)?.version ?? -1) : versionOf(known))) return;
    if (isGone(state)) {
      this.#present.delete(key);
      this.#gone.set(key, { version, at: now, assumed });
    } else {
      this.#gone.delete(key);
      this.#present.set(key, state);
    }
    onChange(state, known);
  }

  /** What was wrongly taken for gone, and did not change since, needs a version above that. */
  #revived(held: V): V {
    const { keyOf, versionOf, withVersion } = this.#options;
    const gone = this.#gone.get(keyOf(held));
    if (!gone?.assumed || versionOf(held) !== gone.version - 1) return held;
    return withVersion(held, gone.version + 1);
  }
}
