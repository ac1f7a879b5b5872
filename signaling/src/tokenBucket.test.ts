import { ManualClock } from '@invigil/server-kit/clock';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { TokenBucket } from './tokenBucket.ts';

test('a burst is let through, then as many a second as told', () => {
  const clock = new ManualClock(0);
  const bucket = new TokenBucket({ burst: 3, perSecond: 10, clock });
  expect([1, 2, 3, 4].map(() => bucket.take())).toEqual([true, true, true, false]);
  clock.advance(100);
  expect([bucket.take(), bucket.take()]).toEqual([true, false]);
});

test('however long it rests, no more than a burst is saved up', () => {
  const clock = new ManualClock(0);
  const bucket = new TokenBucket({ burst: 2, perSecond: 1_000, clock });
  clock.advance(3_600_000);
  expect([bucket.take(), bucket.take(), bucket.take()]).toEqual([true, true, false]);
});

test('in any time never more than burst plus rate are let through, and a clock set back gives nothing', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: -1_000, max: 1_000 }), { maxLength: 200 }), (steps) => {
      const clock = new ManualClock(1_000_000);
      const bucket = new TokenBucket({ burst: 5, perSecond: 10, clock });
      let taken = 0;
      let forwardMs = 0;
      for (const step of steps) {
        clock.advance(step);
        forwardMs += Math.max(0, step);
        if (bucket.take()) taken += 1;
      }
      expect(taken).toBeLessThanOrEqual(5 + (forwardMs * 10) / 1_000);
    }),
  );
});
