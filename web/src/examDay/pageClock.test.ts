import { expect, test } from 'vitest';
import { PageClock } from './pageClock.ts';

test('a machine whose clock is set anew does not move what this page saw', () => {
  let [mono, wall] = [1_000, 5_000_000];
  const clock = new PageClock({ mono: () => mono, wall: () => wall });
  const then = clock.now();
  mono += 2_500;
  wall -= 3_600_000;
  expect(clock.agoMs(then)).toBe(2_500);
});

test('what a page before this one saw is placed by the machine’s clock, never in the future, never too far back', () => {
  const clock = new PageClock({ mono: () => 10, wall: () => 1_000_000_000 });
  const then = { page: 'another', mono: 99_999 };
  expect(clock.agoMs({ ...then, wall: 999_999_000 })).toBe(1_000);
  expect(clock.agoMs({ ...then, wall: 1_000_000_500 })).toBe(0);
  expect(clock.agoMs({ ...then, wall: 0 })).toBe(48 * 3_600_000);
});
