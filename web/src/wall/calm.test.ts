import { expect, test } from 'vitest';
import { held, mayReorder } from './calm.ts';
import { aSittingId } from './testing.ts';

const resting = { pointerIsOver: false, keyAt: Number.NEGATIVE_INFINITY };

test('the wall puts itself in order every ten seconds while nobody has their hands on it', () => {
  expect(mayReorder(resting, 0, 9_999)).toBe(false);
  expect(mayReorder(resting, 0, 10_000)).toBe(true);
});

test('nothing moves under the pointer, nor within five seconds of a key', () => {
  expect(mayReorder({ ...resting, pointerIsOver: true }, 0, 60_000)).toBe(false);
  expect(mayReorder({ ...resting, keyAt: 55_001 }, 0, 60_000)).toBe(false);
  expect(mayReorder({ ...resting, keyAt: 55_000 }, 0, 60_000)).toBe(true);
});

test('meanwhile who left the room goes and who came stands at the end', () => {
  const [a, b, c] = [aSittingId(1), aSittingId(2), aSittingId(3)];
  expect(held([a, b], [c, b], new Set([b, c]))).toEqual([b, c]);
  expect(held([a, b], [b, a], new Set([a, b]))).toEqual([a, b]);
});
