import { IDBFactory } from 'fake-indexeddb';
import 'fake-indexeddb/auto';
import { afterEach, expect, test, vi } from 'vitest';
import { keepsTexts, keptText } from './storageProbe.ts';

afterEach(() => {
  vi.unstubAllGlobals();
  vi.stubGlobal('indexedDB', new IDBFactory());
});

test('a browser that keeps texts gives back what was written', async () => {
  vi.stubGlobal('navigator', {});
  expect(await keepsTexts('déjà vu')).toBe(true);
  expect(await keptText()).toBe('déjà vu');
});

test('a browser that refuses its database, or has no room, does not keep texts', async () => {
  const told = vi.spyOn(console, 'warn').mockImplementation(() => undefined);
  vi.stubGlobal('navigator', { storage: { estimate: async () => ({ quota: 1_000 }) } });
  expect(await keepsTexts('text')).toBe(false);
  vi.stubGlobal('indexedDB', {
    open: () => {
      throw new DOMException('refused', 'SecurityError');
    },
  });
  expect(await keepsTexts('text')).toBe(false);
  told.mockRestore();
});
