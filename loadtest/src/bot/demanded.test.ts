import { expect, test } from 'vitest';
import { demandedNow, noDemand } from './demanded.ts';

test('a source sends the highest step that is watched, and a pulse when none is', () => {
  expect(demandedNow('webcam', noDemand)).toEqual({ step: 'tile', framesPerSecond: 1 });
  expect(demandedNow('webcam', { tile: true, focus: false })).toEqual({ step: 'tile', framesPerSecond: 5 });
  expect(demandedNow('webcam', { tile: false, focus: true })).toEqual({ step: 'focus', framesPerSecond: 15 });
  expect(demandedNow('screen', { tile: true, focus: true })).toEqual({ step: 'focus', framesPerSecond: 5 });
});
