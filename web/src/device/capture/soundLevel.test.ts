import { expect, test } from 'vitest';
import { meterOf, rootMeanSquare, SoundWatch } from './soundLevel.ts';

test('loudness is the root of the mean square', () => {
  expect(rootMeanSquare(new Float32Array([0.5, -0.5, 0.5, -0.5]))).toBeCloseTo(0.5);
  expect(rootMeanSquare(new Float32Array())).toBe(0);
});

test('a meter goes from silence to loud in decibels', () => {
  expect(meterOf(0)).toBe(0);
  expect(meterOf(0.000_1)).toBe(0);
  expect(meterOf(0.018)).toBeCloseTo(0.5, 1);
  expect(meterOf(1)).toBe(1);
});

test('speech is heard when it has lasted for a moment in sum', () => {
  const watch = new SoundWatch();
  const heard = [0, 50, 100, 150, 200, 250].map((at) => watch.take(0.05, at));
  expect(heard).toEqual([false, false, false, false, false, true]);
});

test('neither the hum of a room nor one loud moment after a long pause is speech', () => {
  const watch = new SoundWatch();
  for (let at = 0; at < 5_000; at += 50) expect(watch.take(0.002, at)).toBe(false);
  expect(watch.take(0.5, 60_000)).toBe(false);
});
