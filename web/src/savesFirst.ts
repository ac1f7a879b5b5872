type FetchInit = RequestInit & { method: string };

/** Counts what saves answers, so that whatever can wait lets it go first. */
export class SavesFirst {
  readonly #fetch: (url: string, init: FetchInit) => Promise<Response>;
  #underWay = 0;
  #waiting: (() => void)[] = [];

  constructor(fetch: (url: string, init: FetchInit) => Promise<Response>) {
    this.#fetch = fetch;
  }

  async fetch(url: string, init: FetchInit): Promise<Response> {
    if (init.method !== 'PUT') return await this.#fetch(url, init);
    this.#underWay += 1;
    try {
      return await this.#fetch(url, init);
    } finally {
      this.#underWay -= 1;
      if (this.#underWay === 0) for (const go of this.#waiting.splice(0)) go();
    }
  }

  /** Resolves as soon as no save is under way. */
  async untilSaved(): Promise<void> {
    while (this.#underWay > 0) await new Promise<void>((resolve) => this.#waiting.push(resolve));
  }
}

export const savesFirst = new SavesFirst((url, init) => fetch(url, init));
