import { expect, test } from 'vitest';
import { RespawnPause } from './respawnPause.ts';

test('the first death is answered at once, young deaths in a row ever later, up to a limit', () => {
  const pause = new RespawnPause();
  const waits = Array.from({ length: 10 }, () => pause.after(10));
  expect(waits).toEqual([0, 500, 1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000, 30_000]);
});

test('a worker that lived long is replaced at once and makes the young deaths forgotten', () => {
  const pause = new RespawnPause();
  pause.after(10);
  pause.after(10);
  expect(pause.after(60_000)).toBe(0);
  expect(pause.after(10)).toBe(0);
});
