import { expect, test, vi } from 'vitest';
import { type ActivationDraft, dropDraft, keepDraft, readDraft } from './activationDraft.ts';

function shelf() {
  const kept = new Map<string, string>();
  return {
    kept,
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => void kept.set(key, value),
    removeItem: (key: string) => void kept.delete(key),
  };
}
const draft: ActivationDraft = { name: 'Ada', language: 'fr', accepted: [{ kind: 'termsOfUse', version: 2 }] };

test('what was chosen and ticked survives a reload', () => {
  const one = shelf();
  keepDraft(() => one, draft);
  expect(readDraft(() => one)).toEqual(draft);
  dropDraft(() => one);
  expect(readDraft(() => one)).toBeUndefined();
});

test('a code or a password among it is never written', () => {
  const told = vi.spyOn(console, 'warn').mockImplementation(() => undefined);
  const one = shelf();
  keepDraft(() => one, { ...draft, password: 'Abcdef12', code: 'ABCD' } as ActivationDraft);
  expect(one.kept.size).toBe(0);
  told.mockRestore();
});

test('a browser that keeps nothing, or keeps nonsense, begins anew', () => {
  const told = vi.spyOn(console, 'warn').mockImplementation(() => undefined);
  const none = () => {
    throw new DOMException('no', 'SecurityError');
  };
  keepDraft(none, draft);
  expect(readDraft(none)).toBeUndefined();
  const odd = shelf();
  odd.kept.set('invigil.activation', '{"name":3');
  expect(readDraft(() => odd)).toBeUndefined();
  told.mockRestore();
});
