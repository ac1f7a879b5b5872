import { expect, test } from 'vitest';
import { LadderMachine } from './ladderMachine.ts';
import type { LineSample } from './lineSample.ts';

const good: LineSample = { connected: true, reachable: true, availableKbps: 3_000, roundTripMs: 40 };
const lossy: LineSample = { ...good, lossShare: 0.2 };
const awful: LineSample = { ...good, lossShare: 0.5 };
const tight = (availableKbps: number): LineSample => ({ ...good, availableKbps, limitedBy: 'bandwidth' });

/** Looks every two seconds, as the page does. */
function climber() {
  const machine = new LadderMachine();
  let now = 0;
  return {
    look: (sample: LineSample, times = 1) => {
      for (let n = 0; n < times; n += 1) {
        now += 2_000;
        machine.look(sample, now);
      }
      return machine.step;
    },
  };
}

test('one bad look is a moment, two are a line that bears less', () => {
  const { look } = climber();
  expect(look(lossy)).toBe('full');
  expect(look(good)).toBe('full');
  expect(look(lossy, 2)).toBe('fewerFrames');
  expect(look(lossy, 2)).toBe('tileOnly');
});

test('a dreadful line loses two steps at once, and media that flows at all stays pictures at the least', () => {
  const { look } = climber();
  expect(look(awful)).toBe('tileOnly');
  expect(look(awful, 10)).toBe('stills');
});

test('up it goes one step after a calm while, not before', () => {
  const { look } = climber();
  look(awful);
  expect(look(good, 10)).toBe('tileOnly');
  expect(look(good)).toBe('fewerFrames');
  expect(look(good, 9)).toBe('fewerFrames');
  expect(look(good)).toBe('full');
});

test('a step up that the line did not bear is tried again after twice as long', () => {
  const { look } = climber();
  look(lossy, 2);
  expect(look(good, 11)).toBe('full');
  expect(look(lossy, 2)).toBe('fewerFrames');
  expect(look(good, 20)).toBe('fewerFrames');
  expect(look(good)).toBe('full');
});

test('250 kbit/s keep the sharp picture at fewer frames; below 120 only the small one is left', () => {
  const { look } = climber();
  expect(look(tight(250), 40)).toBe('fewerFrames');
  expect(look(tight(100), 2)).toBe('tileOnly');
  expect(look(tight(100), 40)).toBe('tileOnly');
  expect(look(tight(20), 2)).toBe('stills');
});

test('an estimate that is low because little is sent takes nothing away', () => {
  expect(climber().look({ ...good, availableKbps: 90 }, 20)).toBe('full');
});

test('without media there are pictures, and without any server they are kept', () => {
  const { look } = climber();
  expect(look({ connected: false, reachable: true }, 2)).toBe('stills');
  expect(look({ connected: false, reachable: false }, 2)).toBe('localBuffer');
  expect(look({ connected: false, reachable: true }, 2)).toBe('stills');
});

test('a cut says nothing about the line: it goes on where it was', () => {
  const { look } = climber();
  look(awful);
  look({ connected: false, reachable: false }, 2);
  expect(look(good)).toBe('tileOnly');
  expect(look({ connected: false, reachable: true })).toBe('tileOnly');
  expect(look(good)).toBe('tileOnly');
});

test('a computer that is too slow sends fewer frames and stays there', () => {
  const slow: LineSample = { ...good, limitedBy: 'cpu' };
  const { look } = climber();
  expect(look(slow, 4)).toBe('full');
  expect(look(slow, 60)).toBe('fewerFrames');
});
