import { expect, test } from 'vitest';
import { z } from 'zod';
import { uuid7 } from './uuid7.ts';

test('ids are uuids of version 7 that sort by the time they were made at', () => {
  const made = [1_700_000_000_000, 1_700_000_000_001, 2_000_000_000_000].map((at) => uuid7(at));
  for (const id of made) expect(z.uuidv7().safeParse(id).success).toBe(true);
  expect([...made].sort()).toEqual(made);
  expect(made[0]?.slice(0, 13)).toBe('018bcfe5-6800');
});
