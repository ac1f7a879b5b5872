import { AppError } from '@invigil/contract/errors';
import { ManualClock } from '@invigil/server-kit/clock';
import { expect, test } from 'vitest';
import { Allowances } from './allowances.ts';

function refusal(act: () => void): unknown {
  try {
    act();
  } catch (error) {
    if (error instanceof AppError) return error.body;
    throw error;
  }
  return undefined;
}

test('a key has its burst at once, then one more after each interval, and is told how long to wait', () => {
  const clock = new ManualClock(0);
  const allowances = new Allowances({ burst: 3, everyMs: 10_000 }, clock);
  for (let i = 0; i < 3; i += 1) allowances.take('a');
  expect(refusal(() => allowances.take('a'))).toEqual({ code: 'tooManyRequests', retryAfterSeconds: 10 });
  expect(refusal(() => allowances.take('b'))).toBeUndefined();

  clock.advance(7_500);
  expect(refusal(() => allowances.take('a'))).toEqual({ code: 'tooManyRequests', retryAfterSeconds: 3 });
  clock.advance(2_500);
  expect(refusal(() => allowances.take('a'))).toBeUndefined();
  expect(refusal(() => allowances.take('a'))).toBeDefined();
});

test('asking too often does not make the wait longer', () => {
  const clock = new ManualClock(0);
  const allowances = new Allowances({ burst: 1, everyMs: 1_000 }, clock);
  allowances.take('a');
  for (let i = 0; i < 50; i += 1) refusal(() => allowances.take('a'));
  clock.advance(1_000);
  expect(refusal(() => allowances.take('a'))).toBeUndefined();
});

test('what is given back can be taken again, and never more than the burst', () => {
  const allowances = new Allowances({ burst: 2, everyMs: 1_000 }, new ManualClock(0));
  allowances.take('a');
  allowances.giveBack('a');
  allowances.giveBack('a');
  allowances.take('a');
  allowances.take('a');
  expect(refusal(() => allowances.take('a'))).toBeDefined();
});
