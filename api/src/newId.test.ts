import { expect, test } from 'vitest';
import { z } from 'zod';
import { newId } from './newId.ts';

test('an id is a uuid v7 that carries the time it was made', () => {
  const before = Date.now();
  const id = newId<string>();
  expect(z.uuidv7().parse(id)).toBe(id);
  const made = Number.parseInt(id.replaceAll('-', '').slice(0, 12), 16);
  expect(made).toBeGreaterThanOrEqual(before);
  expect(made).toBeLessThanOrEqual(Date.now());
});

test('ten thousand ids made at once are all different', () => {
  expect(new Set(Array.from({ length: 10_000 }, () => newId<string>())).size).toBe(10_000);
});
