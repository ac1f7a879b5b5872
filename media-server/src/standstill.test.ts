import { ManualClock } from '@invigil/server-kit/clock';
import { expect, test } from 'vitest';
import { Standstill } from './standstill.ts';

test('a process that is looked at often enough never stood still', () => {
  const clock = new ManualClock(0);
  const standstill = new Standstill({ clocks: [clock], longestMs: 3_000 });
  for (let look = 0; look < 10; look += 1) {
    clock.advance(2_999);
    expect(standstill.look()).toBe(0);
  }
});

test('one of its clocks that went on is enough, and it is told once', () => {
  const [stopped, suspended] = [new ManualClock(0), new ManualClock(1_000_000)];
  const standstill = new Standstill({ clocks: [stopped, suspended], longestMs: 3_000 });
  suspended.advance(60_000);
  expect(standstill.look()).toBe(60_000);
  expect(standstill.look()).toBe(0);
  stopped.advance(3_000);
  expect(standstill.look()).toBe(3_000);
});
