import { expect, test } from 'vitest';
import { demandedRates, noDemand } from './demanded.ts';

test('a source sends the steps that are watched, and a pulse when none is', () => {
  expect(demandedRates('webcam', noDemand)).toEqual([1, 0]);
  expect(demandedRates('webcam', { tile: true, focus: false })).toEqual([5, 0]);
  expect(demandedRates('webcam', { tile: false, focus: true })).toEqual([0, 15]);
  expect(demandedRates('screen', { tile: true, focus: true })).toEqual([3, 5]);
});
