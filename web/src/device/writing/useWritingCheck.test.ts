import 'fake-indexeddb/auto';
import { checkId } from '@invigil/contract/ids';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { effectScope } from 'vue';
import { useWritingCheck } from './useWritingCheck.ts';

const [first, second] = [
  checkId.parse('0193e6a0-0000-7000-8000-000000000001'),
  checkId.parse('0193e6a0-0000-7000-8000-000000000002'),
];
/** What the server has of each check; a check of this device begins with the text of the one before. */
let kept: { text: string; revision: number };
let saves: string[];
beforeEach(() => {
  kept = { text: '', revision: 0 };
  saves = [];
  vi.stubGlobal('navigator', {});
  vi.stubGlobal('fetch', async (url: string, init: RequestInit) => {
    if (init.method !== 'PUT') return Response.json(kept);
    const body = JSON.parse(String(init.body)) as { text: string; baseRevision: number };
    if (body.baseRevision !== kept.revision) return Response.json({ code: 'stale' }, { status: 409 });
    kept = { text: body.text, revision: kept.revision + 1 };
    saves.push(url);
    return Response.json({ revision: kept.revision, savedAt: '2026-11-23T08:00:00.000Z' });
  });
});
afterEach(() => void vi.unstubAllGlobals());

function page(id = () => first) {
  const scope = effectScope();
  const writing = scope.run(() =>
    useWritingCheck({ checkId: async () => id(), autosaveMs: async () => Number.POSITIVE_INFINITY }),
  );
  if (writing === undefined) throw new Error('the scope is closed');
  return writing;
}
const open = () => new AbortController().signal;

test('what the server keeps is in the field after a reload, and what is typed then goes on from it', async () => {
  kept = { text: 'An été before the reload', revision: 3 };
  const writing = page();
  const done = writing.probe(open());
  await vi.waitFor(() => expect(writing.phase.value).toBe('restored'));
  expect(writing.text.value).toBe('An été before the reload');
  writing.text.value += ', and after';
  expect(await done).toMatchObject({ outcome: 'passed' });
  expect(kept).toEqual({ text: 'An été before the reload, and after', revision: 4 });
});

test('what is typed while the server is asked is not overwritten', async () => {
  kept = { text: 'An été before the reload', revision: 3 };
  const writing = page();
  const done = writing.probe(open());
  writing.text.value = 'typed at once';
  expect(await done).toMatchObject({ outcome: 'passed' });
  expect(kept.text).toBe('typed at once');
});

test('a server that cannot say what it keeps keeps nobody from typing', async () => {
  const informed = vi.spyOn(console, 'info').mockImplementation(() => undefined);
  const { fetch } = globalThis;
  vi.stubGlobal('fetch', () => Promise.reject(new TypeError('away')));
  const writing = page();
  const done = writing.probe(open());
  await vi.waitFor(() => expect(writing.phase.value).toBe('typing'));
  vi.stubGlobal('fetch', fetch);
  writing.text.value = 'typed all the same';
  expect(await done).toMatchObject({ outcome: 'passed' });
  informed.mockRestore();
});

test('a check that began anew meanwhile gets the text too', async () => {
  let id = first;
  const writing = page(() => id);
  const done = writing.probe(open());
  writing.text.value = 'An été in the first';
  expect(await done).toMatchObject({ outcome: 'passed' });
  await writing.settle();
  expect(saves).toHaveLength(1);
  id = second;
  kept = { text: '', revision: 0 };
  await writing.settle();
  expect(saves.at(-1)).toContain(second);
  expect(kept.text).toBe('An été in the first');
});
