import { expect, test } from 'vitest';
import { type Grey, halved, textLegibility } from './legibility.ts';

/** Strokes of two pixels on paper. */
function strokes(): Grey {
  const [width, height] = [64, 64];
  const pixels = Uint8Array.from({ length: width * height }, (_, at) => ((at % width) % 5 < 2 ? 20 : 240));
  return { width, height, pixels };
}

const changed = (grey: Grey, change: (value: number, at: number) => number): Grey => ({
  ...grey,
  pixels: grey.pixels.map(change),
});

test('the same picture is perfectly legible, also when it is a shade darker', () => {
  expect(textLegibility(strokes(), strokes())).toBeCloseTo(1, 6);
  expect(
    textLegibility(
      strokes(),
      changed(strokes(), (value) => value - 10),
    ),
  ).toBeCloseTo(1, 3);
});

test('a blurred picture is less legible, and a picture whose strokes are gone is not at all', () => {
  const blurred = textLegibility(strokes(), halved(strokes()));
  expect(blurred).toBeLessThan(0.9);
  expect(blurred).toBeGreaterThan(0.1);
  expect(
    textLegibility(
      strokes(),
      changed(strokes(), () => 200),
    ),
  ).toBeLessThan(0.05);
});

test('paper does not count', () => {
  const halfPaper = changed(strokes(), (value, at) => (at < 2_048 ? 240 : value));
  const damagedPaper = changed(halfPaper, (value, at) => (at < 1_500 ? 200 + (at % 9) : value));
  expect(textLegibility(halfPaper, damagedPaper)).toBeCloseTo(1, 6);
  expect(() =>
    textLegibility(
      changed(strokes(), () => 240),
      strokes(),
    ),
  ).toThrow('no text');
});
