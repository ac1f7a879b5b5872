import { sittingId } from '@invigil/contract/ids';
import { expect, test } from 'vitest';
import { claimPageId } from './pageId.ts';

const sitting = sittingId.parse('0193e6a0-0000-7000-8000-000000000001');

/** One browser: what it keeps, and who of its tabs holds what. */
function aBrowser() {
  const kept = new Map<string, string>();
  const held = new Set<string>();
  return {
    storage: () => ({
      getItem: (key: string) => kept.get(key) ?? null,
      setItem: (key: string, value: string) => void kept.set(key, value),
    }),
    made: () => crypto.randomUUID(),
    locks: {
      request: async (name: string, _: unknown, use: (lock: object | null) => Promise<void>) => {
        if (held.has(name)) return await use(null);
        held.add(name);
        await use({});
        held.delete(name);
      },
    } as unknown as LockManager,
  };
}

test('a page after a reload is the same one', async () => {
  const browser = aBrowser();
  const before = await claimPageId(sitting, browser);
  before.release();
  expect((await claimPageId(sitting, browser)).pageId).toBe(before.pageId);
});

test('a second tab is another page, and does not take the first one’s place', async () => {
  const browser = aBrowser();
  const first = await claimPageId(sitting, browser);
  const second = await claimPageId(sitting, browser);
  expect(second.pageId).not.toBe(first.pageId);
  first.release();
  second.release();
  expect((await claimPageId(sitting, browser)).pageId).toBe(first.pageId);
});

test('a browser that keeps nothing has a page all the same', async () => {
  const storage = () => {
    throw new Error('refused');
  };
  expect((await claimPageId(sitting, { ...aBrowser(), storage })).pageId).toMatch(/^[0-9a-f-]{36}$/);
});
