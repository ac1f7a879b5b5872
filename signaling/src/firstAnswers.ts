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
