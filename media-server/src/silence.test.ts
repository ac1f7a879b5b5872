import { ManualClock } from '@invigil/server-kit/clock';
import { expect, test } from 'vitest';
import { Silence, silenceTimes } from './silence.ts';

function start() {
  const clock = new ManualClock(0);
  return { clock, silence: new Silence(clock) };
}

test('a consumer is first looked at shortly after it should have sent something', () => {
  const { clock, silence } = start();
  clock.advance(1_000_000);
  expect(silence.isDue()).toBe(false);
  silence.expectMedia(0);
  clock.advance(silenceTimes.first - 1);
  expect(silence.isDue()).toBe(false);
  clock.advance(1);
  expect(silence.isDue()).toBe(true);
});

test('a consumer that sends is looked at rarely, and its falling silent is noticed', () => {
  const { clock, silence } = start();
  silence.expectMedia(0);
  expect(silence.saw(10)).toBe(0);
  clock.advance(silenceTimes.calm);
  expect(silence.isDue()).toBe(true);
  expect(silence.saw(10)).toBe(1);
});

test('looks at a consumer that stays silent come ever later', () => {
  const { clock, silence } = start();
  silence.expectMedia(0);
  const waits: number[] = [];
  for (let look = 1; look <= 6; look++) {
    expect(silence.saw(0)).toBe(look);
    let waited = 0;
    while (!silence.isDue()) {
      clock.advance(500);
      waited += 500;
    }
    waits.push(waited);
  }
  expect(waits).toEqual([1_500, 3_000, 6_000, 12_000, 24_000, 24_000]);
});

test('packets sent before a pause do not count as media after it', () => {
  const { clock, silence } = start();
  silence.expectMedia(0);
  silence.saw(100);
  silence.rest();
  clock.advance(1_000_000);
  expect(silence.isDue()).toBe(false);
  silence.expectMedia(120);
  clock.advance(silenceTimes.first);
  expect(silence.isDue()).toBe(true);
  expect(silence.saw(120)).toBe(1);
  expect(silence.saw(121)).toBe(0);
});
