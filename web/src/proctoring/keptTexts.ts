type Kept = Pick<Storage, 'getItem' | 'setItem' | 'removeItem' | 'key' | 'length'>;

/**
 * Texts that this browser keeps for a page, each under its own name, so that two tabs never write over each other. Where the
 * browser keeps nothing they live as long as the page.
 */
export class KeptTexts {
  readonly #storage: () => Kept;
  readonly #prefix: string;
  /** What the storage did not take. */
  readonly #own = new Map<string, string>();

  constructor(prefix: string, storage: () => Kept = () => localStorage) {
    this.#prefix = prefix;
    this.#storage = storage;
  }

  get(name: string): string | undefined {
    return this.#own.get(name) ?? this.#attempt((storage) => storage.getItem(this.#prefix + name)) ?? undefined;
  }

  set(name: string, text: string): void {
    const isKept = this.#attempt((storage) => {
      storage.setItem(this.#prefix + name, text);
      return true;
    });
    if (isKept === true) this.#own.delete(name);
    else this.#own.set(name, text);
  }

  remove(name: string): void {
    this.#own.delete(name);
    this.#attempt((storage) => storage.removeItem(this.#prefix + name));
  }

  /** The names of everything that is kept. */
  names(): string[] {
    const lasting = this.#attempt((storage) => {
      const all = Array.from({ length: storage.length }, (_, at) => storage.key(at) ?? '');
      return all.filter((key) => key.startsWith(this.#prefix)).map((key) => key.slice(this.#prefix.length));
    });
    return [...new Set([...(lasting ?? []), ...this.#own.keys()])];
  }

  /** A browser that keeps nothing for this site throws, and so does a storage that is full. */
  #attempt<T>(use: (storage: Kept) => T): T | undefined {
    try {
      return use(this.#storage());
    } catch {
      return undefined;
    }
  }
}
