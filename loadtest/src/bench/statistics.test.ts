import { expect, test } from 'vitest';
import { median, quantile, round } from './statistics.ts';

test('a quantile is one of the values, by nearest rank, in whatever order they came', () => {
  const values = Array.from({ length: 100 }, (_, index) => 100 - index);
  expect(quantile(values, 0.5)).toBe(50);
  expect(quantile(values, 0.95)).toBe(95);
  expect(quantile(values, 1)).toBe(100);
  expect(quantile([7], 0.95)).toBe(7);
  expect(quantile([], 0.5)).toBeNaN();
});

test('the median of an even number of values is the mean of the two in the middle', () => {
  expect(median([4, 1, 3, 2])).toBe(2.5);
  expect(median([9, 1, 5])).toBe(5);
  expect(median([])).toBeNaN();
});

test('a figure is rounded to the digits that mean something', () => {
  expect(round(1.2345)).toBe(1.23);
  expect(round(1.2345, 0)).toBe(1);
});
