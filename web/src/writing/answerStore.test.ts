import 'fake-indexeddb/auto';
import { textContent } from '@invigil/contract/answerContent';
import { questionId, sittingId } from '@invigil/contract/ids';
import { openDB } from 'idb';
import { describe, expect, test, vi } from 'vitest';
import { LastingStore, openAnswerStore } from './answerStore.ts';
import type { KeptAnswer } from './keptAnswer.ts';

const sitting = sittingId.parse('0193e6a0-0000-7000-8000-000000000001');
const question = questionId.parse('0193e6a0-0000-7000-8000-000000000002');
const answerOf = (text: string, version = 0): KeptAnswer => ({
  sittingId: sitting,
  questionId: question,
  content: textContent(text),
  base: textContent(''),
  baseRevision: 0,
  saveId: crypto.randomUUID(),
  isSaved: false,
  sentKeys: [],
  doubledKeys: [],
  typedAt: 1,
  savedAt: null,
  isLate: false,
  version,
});
const fresh = () => `answers-${crypto.randomUUID()}`;

/** A storage whose names are its own keys, as a browser's are. */
class Aside implements Storage {
  [name: string]: unknown;
  get length(): number {
    return Object.keys(this).length;
  }
  getItem(name: string): string | null {
    return Object.hasOwn(this, name) ? String(this[name]) : null;
  }
  setItem(name: string, value: string): void {
    this[name] = value;
  }
  removeItem(name: string): void {
    delete this[name];
  }
  key(at: number): string | null {
    return Object.keys(this)[at] ?? null;
  }
  clear(): void {
    for (const name of Object.keys(this)) delete this[name];
  }
}

describe('the store of answers', () => {
  test('what is kept is there again when the page comes back', async () => {
    const name = fresh();
    const before = await LastingStore.open(name);
    const answer = answerOf('Bonjour');
    expect(await before.put(answer)).toBeUndefined();
    before.close();
    const after = await LastingStore.open(name);
    expect(await after.all(sitting)).toEqual([{ ...answer, version: 1 }]);
    expect(await after.all(sittingId.parse('0193e6a0-0000-7000-8000-000000000009'))).toEqual([]);
    after.close();
  });

  test('a tab that did not see what another wrote overwrites nothing and gets it', async () => {
    const name = fresh();
    const [one, other] = [await LastingStore.open(name), await LastingStore.open(name)];
    await one.put(answerOf('one'));
    const there = await other.put(answerOf('other'));
    expect(there).toMatchObject({ content: textContent('one'), version: 1 });
    expect(await other.put(answerOf('both', 1))).toBeUndefined();
    expect(await one.one(sitting, question)).toMatchObject({ content: textContent('both'), version: 2 });
    one.close();
    other.close();
  });

  test('two tabs that write at the same moment: one is kept, the other is told', async () => {
    const name = fresh();
    const [one, other] = [await LastingStore.open(name), await LastingStore.open(name)];
    const answers = await Promise.all([one.put(answerOf('one')), other.put(answerOf('other'))]);
    expect(answers.filter((there) => there === undefined)).toHaveLength(1);
    one.close();
    other.close();
  });

  test('letters that were typed as the page went away are there, and put aside no longer once they are kept', async () => {
    const [name, aside] = [fresh(), new Aside()];
    const before = await LastingStore.open(name, aside);
    await before.put(answerOf('before'));
    before.leave([{ ...answerOf('before and last', 1), typedAt: 2, sentKeys: ['a'] }]);
    before.close();
    const after = await LastingStore.open(name, aside);
    const [kept] = await after.all(sitting);
    expect(kept).toMatchObject({ content: textContent('before and last'), sentKeys: ['a'], version: 1 });
    if (kept) expect(await after.put(kept)).toBeUndefined();
    expect(Object.keys(aside)).toEqual([]);
    expect(await after.all(sitting)).toMatchObject([{ content: textContent('before and last'), version: 2 }]);
    after.close();
  });

  test('what was typed later than what was put aside is not undone', async () => {
    const [name, aside] = [fresh(), new Aside()];
    const store = await LastingStore.open(name, aside);
    store.leave([answerOf('old')]);
    await (await LastingStore.open(name)).put({ ...answerOf('new'), typedAt: 9 });
    expect(await store.all(sitting)).toMatchObject([{ content: textContent('new') }]);
  });

  test('a row that cannot be read is put aside and not thrown away', async () => {
    const name = fresh();
    const store = await LastingStore.open(name);
    await store.put(answerOf('good'));
    const db = await openDB(name);
    await db.put('answers', { sittingId: sitting, questionId: 'strange', content: 42 });
    expect((await store.all(sitting)).map(({ content }) => content)).toEqual([textContent('good')]);
    expect(await db.getAll('unreadable')).toEqual([{ sittingId: sitting, questionId: 'strange', content: 42 }]);
    db.close();
    store.close();
  });

  test('a browser that keeps nothing still lets somebody write, and is said to', async () => {
    const warned = vi.spyOn(console, 'warn').mockImplementation(() => undefined);
    const opened = vi.spyOn(indexedDB, 'open').mockImplementation(() => {
      throw new DOMException('no storage', 'SecurityError');
    });
    const store = await openAnswerStore();
    expect(store.isLasting).toBe(false);
    await store.put(answerOf('text'));
    expect(await store.all(sitting)).toMatchObject([{ content: textContent('text') }]);
    expect(warned).toHaveBeenCalledOnce();
    opened.mockRestore();
    warned.mockRestore();
  });
});
