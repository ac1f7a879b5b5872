import { AppError, type ErrorBody } from '@invigil/contract/errors';
import { expect, test } from 'vitest';
import { PressKey } from './pressKey.ts';

test('a double click is one call, a retry after a time-out has the same key, and an answer ends it', async () => {
  const keys: string[] = [];
  const answers: (ErrorBody | undefined)[] = [{ code: 'timeout' }, { code: 'examNotOpen', opensAt: '' }, undefined];
  const pressKey = new PressKey<string>();
  const press = () =>
    pressKey
      .press(async (key) => {
        keys.push(key);
        const fault = answers.shift();
        if (fault !== undefined) throw new AppError(fault);
        return 'started';
      })
      .catch((fault: unknown) => (fault as AppError).code);
  expect(await Promise.all([press(), press()])).toEqual(['timeout', 'timeout']);
  expect(await press()).toBe('examNotOpen');
  expect(await press()).toBe('started');
  expect(keys).toHaveLength(3);
  expect(keys[1]).toBe(keys[0]);
  expect(keys[2]).not.toBe(keys[0]);
});
