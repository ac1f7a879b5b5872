import fc from 'fast-check';
import { expect, test } from 'vitest';
import { reconnectDelayMs, reconnectPolicy } from './reconnectPolicy.ts';

const chance = fc.double({ min: 0, max: 1, noNaN: true });

test('the first try after a live link comes within the spread', () => {
  expect(reconnectDelayMs(0, 0)).toBe(0);
  expect(reconnectDelayMs(0, 1)).toBe(reconnectPolicy.spreadMs);
});

test('waits double with every failure and are spread over half of their length', () => {
  expect([1, 2, 3, 4].map((failures) => reconnectDelayMs(failures, 1))).toEqual([500, 1_000, 2_000, 4_000]);
  expect([1, 2, 3, 4].map((failures) => reconnectDelayMs(failures, 0))).toEqual([250, 500, 1_000, 2_000]);
});

test('no wait is longer than the longest, however many failures', () => {
  fc.assert(
    fc.property(fc.nat({ max: 100_000 }), chance, (failures, random) => {
      const wait = reconnectDelayMs(failures, random);
      expect(wait).toBeGreaterThanOrEqual(0);
      expect(wait).toBeLessThanOrEqual(reconnectPolicy.longestMs);
    }),
  );
});
