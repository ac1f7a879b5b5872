import type { SittingId } from '@invigil/contract/ids';
import { type KeptAnswer, keptAnswer } from './keptAnswer.ts';

const prefix = 'invigil.leaving.';
const nameOf = ({ sittingId, questionId }: KeptAnswer) => `${prefix}${sittingId}.${questionId}`;

/**
 * The last letters before a page went away. A transaction that has just begun ends with its page, but the save that
 * leaves with it reaches the server: without this, the next page would take its own words for somebody else's.
 */
export class LeftAnswers {
  readonly #storage: Storage | undefined;
  readonly #written = new Set<string>();

  /** @param storage one that writes at once. */
  constructor(storage: Storage | undefined) {
    this.#storage = storage;
  }

  leave(answers: readonly KeptAnswer[]): void {
    for (const answer of answers) {
      try {
        this.#storage?.setItem(nameOf(answer), JSON.stringify(answer));
        this.#written.add(nameOf(answer));
      } catch (fault) {
        // A text that is larger than what this storage takes is still in the store, but for its last letters.
        console.info('the last letters were not put aside', fault);
      }
    }
  }

  /** What was put aside has come into the store after all. */
  done(answer: KeptAnswer): void {
    if (this.#written.delete(nameOf(answer))) this.#storage?.removeItem(nameOf(answer));
  }

  /** What is kept of a sitting, with what was put aside where that is newer. */
  over(sitting: SittingId, kept: readonly KeptAnswer[]): KeptAnswer[] {
    const names = Object.keys(this.#storage ?? {}).filter((name) => name.startsWith(prefix + sitting));
    const left = names.flatMap((name) => {
      this.#written.add(name);
      return read(this.#storage?.getItem(name)) ?? [];
    });
    const newer = left.flatMap((answer) => {
      const row = kept.find(({ questionId }) => questionId === answer.questionId);
      if (row !== undefined && row.typedAt > answer.typedAt) return [];
      const sentKeys = [...new Set([...(row?.sentKeys ?? []), ...answer.sentKeys])];
      return [{ ...answer, sentKeys, version: row?.version ?? 0 }];
    });
    return [...kept.filter((row) => !newer.some(({ questionId }) => questionId === row.questionId)), ...newer];
  }
}

function read(text: string | null | undefined): KeptAnswer | undefined {
  try {
    return keptAnswer.safeParse(JSON.parse(text ?? 'null')).data;
  } catch (fault) {
    console.warn('what was put aside cannot be read', fault);
    return undefined;
  }
}
