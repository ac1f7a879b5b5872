import { expect, test } from 'vitest';
import { timeCredit } from './timeCredit.ts';

test.each([
  ['a fault gives back what it took', 90_000, 30, 0, 90],
  ['a part of a second counts as a second', 90_001, 30, 0, 91],
  ['all faults together give back the most there is', 600_000, 30, 1_500, 300],
  ['when all of it is spent there is nothing more', 600_000, 30, 1_800, 0],
  ['an exam that lowered its most takes nothing back', 600_000, 10, 1_800, 0],
  ['without such a policy there is none', 600_000, 0, 0, 0],
  ['a clock that was set back takes nothing', -5_000, 30, 0, 0],
])('%s', (_, faultMs, faultCreditMinutes, creditedSeconds, seconds) => {
  expect(timeCredit(faultMs, { faultCreditMinutes, creditedSeconds })).toBe(seconds);
});
