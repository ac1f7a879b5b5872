import { limits } from '@invigil/contract/limits';

/** What is known of a request id: `fresh` to be carried out, `underWay`, the `text` of its answer, or `forgotten`. */
export type Asked = { is: 'fresh' | 'underWay' | 'forgotten' } | { is: 'answered'; text: string };

/**
 * The first answers of one presence by request id, so that a request sent again is not carried out again. A page keeps
 * at most `limits.requestsInFlight` unanswered, so anything older has arrived and is forgotten.
 */
export class FirstAnswers {
  readonly #texts = new Map<number, string | undefined>();
  #newest = 0;

  /** Goes on with what another node answered. */
  constructor(from?: { newest: number; answers: readonly (readonly [number, string])[] }) {
    this.#newest = from?.newest ?? 0;
    for (const [id, text] of from?.answers ?? []) this.#texts.set(id, text);
  }

  /** What is answered so far, to be gone on with. */
  hand(): { newest: number; answers: [number, string][] } {
    const answered = [...this.#texts].filter((one): one is [number, string] => one[1] !== undefined);
    return { newest: this.#newest, answers: answered };
  }

  ask(id: number): Asked {
    if (this.#texts.has(id)) {
      const text = this.#texts.get(id);
      return text === undefined ? { is: 'underWay' } : { is: 'answered', text };
    }
    if (id <= this.#newest - limits.requestsInFlight) return { is: 'forgotten' };
    this.#texts.set(id, undefined);
    if (id > this.#newest) {
      this.#newest = id;
      const oldest = id - limits.requestsInFlight;
      for (const known of this.#texts.keys()) if (known <= oldest) this.#texts.delete(known);
    }
    return { is: 'fresh' };
  }

  answer(id: number, text: string): void {
    if (this.#texts.has(id)) this.#texts.set(id, text);
  }
}
