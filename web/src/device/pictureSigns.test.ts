import { expect, test } from 'vitest';
import { meanLuma, PictureWatch } from './pictureSigns.ts';

/** Sixteen pixels of one grey, the first of them another by `speck`. */
function frame(grey: number, speck = 0): Uint8ClampedArray {
  const rgba = new Uint8ClampedArray(64).map((_, at) => (at % 4 === 3 ? 255 : grey));
  rgba[0] = grey + speck;
  return rgba;
}

test('luma weighs the colours as eyes do', () => {
  expect(meanLuma(frame(255))).toBeCloseTo(255);
  expect(meanLuma(new Uint8ClampedArray([0, 255, 0, 255]))).toBeCloseTo(182.4, 1);
  expect(meanLuma(new Uint8ClampedArray())).toBe(0);
});

test('a picture with a sensor’s noise moves', () => {
  const watch = new PictureWatch();
  expect(watch.take(frame(90), 0)).toBe('unknown');
  expect(watch.take(frame(90, 1), 250)).toBe('moving');
});

test('the same frame for a while is frozen, and moves again with the next one', () => {
  const watch = new PictureWatch();
  watch.take(frame(90), 0);
  expect(watch.take(frame(90), 2_400)).toBe('unknown');
  expect(watch.take(frame(90), 2_500)).toBe('frozen');
  expect(watch.take(frame(90, 3), 2_750)).toBe('moving');
});

test('a camera that brings no frame is frozen too', () => {
  const watch = new PictureWatch();
  watch.take(undefined, 0);
  expect(watch.take(undefined, 2_500)).toBe('frozen');
});

test('a closed lens is black although its noise moves, and light ends that', () => {
  const watch = new PictureWatch();
  watch.take(frame(3), 0);
  expect(watch.take(frame(3, 2), 1_000)).toBe('unknown');
  expect(watch.take(frame(3, 1), 2_500)).toBe('black');
  expect(watch.take(frame(60), 2_750)).toBe('moving');
});

test('a lamp that flickers for a moment is not a black picture', () => {
  const watch = new PictureWatch();
  watch.take(frame(60), 0);
  expect(watch.take(frame(0), 250)).toBe('unknown');
  expect(watch.take(frame(60), 500)).toBe('moving');
});
