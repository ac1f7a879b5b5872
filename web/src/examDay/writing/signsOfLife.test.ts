import { AppError, type ErrorBody } from '@invigil/contract/errors';
import { limits } from '@invigil/contract/limits';
import type { WritingPulse } from '@invigil/contract/routes/writing';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { giveSignsOfLife } from './signsOfLife.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const pulse = { state: 'writing' } as WritingPulse;

test('signs go on through a cut, and end when another page writes', async () => {
  const answers: (ErrorBody | undefined)[] = [
    undefined,
    { code: 'unavailable', retryAfterSeconds: 1 },
    undefined,
    { code: 'openElsewhere' },
  ];
  const heard = vi.fn();
  const lost = vi.fn();
  const hiccup = vi.fn();
  const sign = vi.fn(async () => {
    const fault = answers.shift();
    if (fault !== undefined) throw new AppError(fault);
    return pulse;
  });
  giveSignsOfLife({ sign, heard, lost, hiccup });
  await vi.advanceTimersByTimeAsync(10 * limits.signOfLifeMs);
  expect([sign, heard, hiccup, lost].map(({ mock }) => mock.calls.length)).toEqual([4, 2, 1, 1]);
  expect(lost).toHaveBeenCalledWith({ code: 'openElsewhere' });
});
