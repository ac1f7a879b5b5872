import type { QuestionId, SittingId } from '@invigil/contract/ids';
import { type DBSchema, type IDBPDatabase, openDB } from 'idb';
import { z } from 'zod';
import { type KeptAnswer, keptAnswer } from './keptAnswer.ts';
import { LeftAnswers } from './leftAnswers.ts';

/** Where answers are kept before anything else happens to them. */
export interface AnswerStore {
  /** Whether what is kept outlives the page. */
  readonly isLasting: boolean;
  /** Everything that is kept of a sitting. */
  all(sitting: SittingId): Promise<KeptAnswer[]>;
  one(sitting: SittingId, question: QuestionId): Promise<KeptAnswer | undefined>;
  /**
   * Keeps an answer that was made from `version`, under the next version.
   * @returns what another tab wrote meanwhile, and then nothing is overwritten; undefined when it is kept.
   */
  put(answer: KeptAnswer): Promise<KeptAnswer | undefined>;
  /** The page goes away now: what takes its time would be cut off with it. */
  leave(answers: readonly KeptAnswer[]): void;
  close(): void;
}

/** Only what tells whether another tab wrote: reading whole texts at each letter would be felt. */
const written = z.object({ version: z.int() });

interface Schema extends DBSchema {
  answers: { key: [string, string]; value: unknown; indexes: { bySitting: string } };
  /** Rows that could not be read, as they were: an older or newer version of this page may have written them. */
  unreadable: { key: number; value: unknown };
}

/** Keeps answers in IndexedDB, shared by all tabs of this browser. */
export class LastingStore implements AnswerStore {
  readonly isLasting = true;
  readonly #db: IDBPDatabase<Schema>;
  readonly #left: LeftAnswers;

  /** @throws when this browser keeps nothing for this site. */
  static async open(name = 'invigil.writing', aside?: Storage): Promise<LastingStore> {
    const db = await openDB<Schema>(name, 1, {
      upgrade(created) {
        created
          .createObjectStore('answers', { keyPath: ['sittingId', 'questionId'] })
          .createIndex('bySitting', 'sittingId');
        created.createObjectStore('unreadable', { autoIncrement: true });
      },
      // A newer page wants to change the store: it must not wait for this one.
      blocking: () => db.close(),
    });
    return new LastingStore(db, new LeftAnswers(aside));
  }

  private constructor(db: IDBPDatabase<Schema>, left: LeftAnswers) {
    this.#db = db;
    this.#left = left;
  }

  async all(sitting: SittingId): Promise<KeptAnswer[]> {
    const turn = this.#db.transaction(['answers', 'unreadable'], 'readwrite');
    const read: KeptAnswer[] = [];
    for await (const { value, primaryKey } of turn.objectStore('answers').index('bySitting').iterate(sitting)) {
      const { data } = keptAnswer.safeParse(value);
      if (data !== undefined) read.push(data);
      else {
        await turn.objectStore('unreadable').add(value);
        await turn.objectStore('answers').delete(primaryKey);
      }
    }
    await turn.done;
    return this.#left.over(sitting, read);
  }

  async one(sitting: SittingId, question: QuestionId): Promise<KeptAnswer | undefined> {
    return keptAnswer.safeParse(await this.#db.get('answers', [sitting, question])).data;
  }

  async put(answer: KeptAnswer): Promise<KeptAnswer | undefined> {
    const turn = this.#db.transaction('answers', 'readwrite');
    const there: unknown = await turn.store.get([answer.sittingId, answer.questionId]);
    if (there !== undefined && written.safeParse(there).data?.version !== answer.version) {
      const theirs = keptAnswer.safeParse(there).data;
      if (theirs !== undefined) {
        await turn.done;
        return theirs;
      }
    }
    await turn.store.put({ ...answer, version: answer.version + 1 });
    await turn.done;
    this.#left.done(answer);
    return undefined;
  }

  leave(answers: readonly KeptAnswer[]): void {
    this.#left.leave(answers);
  }

  close(): void {
    this.#db.close();
  }
}

/** Keeps answers as long as the page: where the browser keeps nothing for this site. */
export class MemoryStore implements AnswerStore {
  readonly isLasting = false;
  readonly #answers = new Map<string, KeptAnswer>();

  async all(sitting: SittingId): Promise<KeptAnswer[]> {
    return [...this.#answers.values()].filter(({ sittingId }) => sittingId === sitting);
  }

  async one(sitting: SittingId, question: QuestionId): Promise<KeptAnswer | undefined> {
    return this.#answers.get(sitting + question);
  }

  async put(answer: KeptAnswer): Promise<KeptAnswer | undefined> {
    this.#answers.set(answer.sittingId + answer.questionId, { ...answer, version: answer.version + 1 });
    return undefined;
  }

  leave(): void {
    // Nothing of this outlives the page.
  }

  close(): void {
    this.#answers.clear();
  }
}

/** The lasting store where the browser has one, else the page's memory. */
export async function openAnswerStore(): Promise<AnswerStore> {
  try {
    return await LastingStore.open('invigil.writing', window.localStorage);
  } catch (fault) {
    console.warn('this browser keeps nothing for this site, so answers live in this page until they are sent', fault);
    return new MemoryStore();
  }
}
