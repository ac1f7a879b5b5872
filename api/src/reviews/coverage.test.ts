import { expect, test } from 'vitest';
import { coverageOf } from './coverage.ts';

const at = (minute: number) => new Date(Date.UTC(2026, 5, 15, 10, minute));
const look = (from: number, until: number) => ({ beganAt: at(from), endedAt: at(until) });
const writing = { from: at(0), until: at(60) };

test('the longest gap is where nobody looked, whoever looks at once or in whichever order', () => {
  const looks = [look(30, 31), look(5, 12), look(10, 11)];
  expect(coverageOf(looks, writing)).toEqual({
    looks: 3,
    seconds: 9 * 60,
    lastAt: at(31).toISOString(),
    longestGapSeconds: 29 * 60,
  });
});

test('what was before the start or after the end is no gap', () => {
  expect(coverageOf([look(-10, -5), look(20, 30), look(65, 70)], writing).longestGapSeconds).toBe(30 * 60);
});

test('with no look the whole of the writing is a gap; without a start there is none', () => {
  expect(coverageOf([], writing)).toEqual({ looks: 0, seconds: 0, lastAt: null, longestGapSeconds: 3_600 });
  expect(coverageOf([], null).longestGapSeconds).toBeNull();
});
