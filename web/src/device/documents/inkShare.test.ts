import { expect, test } from 'vitest';
import { inkShare, showsInk } from './inkShare.ts';

/** A hundred pixels, so many of them black and the rest white, or nothing at all. */
const page = (black: number, alpha = 255) =>
  new Uint8ClampedArray(400).map((_, at) => (at % 4 === 3 ? alpha : at < black * 4 ? 0 : 255));

test('a page with words shows ink', () => {
  expect(inkShare(page(12))).toBeCloseTo(0.12);
  expect(showsInk(page(12))).toBe(true);
});

test('a page that stayed white, transparent or black was not drawn', () => {
  expect(showsInk(page(0))).toBe(false);
  expect(showsInk(page(50, 0))).toBe(false);
  expect(showsInk(page(100))).toBe(false);
  expect(showsInk(new Uint8ClampedArray())).toBe(false);
});
