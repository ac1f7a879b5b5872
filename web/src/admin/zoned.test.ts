import { expect, test } from 'vitest';
import { instantOf, wallClockAt } from './zoned.ts';

test('a clock in Paris is two hours ahead in summer and one in winter', () => {
  expect(instantOf('2026-07-01T09:00', 'Europe/Paris')).toBe('2026-07-01T07:00:00.000Z');
  expect(instantOf('2026-12-01T09:00', 'Europe/Paris')).toBe('2026-12-01T08:00:00.000Z');
  expect(wallClockAt('2026-07-01T07:00:00.000Z', 'Europe/Paris')).toBe('2026-07-01T09:00');
});

test('there and back again is the same in zones far from UTC and off the full hour', () => {
  for (const zone of ['Pacific/Kiritimati', 'Pacific/Pago_Pago', 'Asia/Kathmandu', 'America/St_Johns', 'UTC']) {
    for (const wall of ['2026-01-01T00:00', '2026-06-30T23:59', '2026-03-29T12:30']) {
      expect(wallClockAt(instantOf(wall, zone) ?? '', zone)).toBe(wall);
    }
  }
});

test('a time that is skipped in spring becomes the one an hour later', () => {
  expect(instantOf('2026-03-29T02:30', 'Europe/Paris')).toBe('2026-03-29T01:30:00.000Z');
});

test('of a time that comes twice in autumn the first is meant', () => {
  expect(instantOf('2026-10-25T02:30', 'Europe/Paris')).toBe('2026-10-25T00:30:00.000Z');
});

test('what is not a time has no instant', () => {
  for (const text of ['', '2026-13-01T09:00', '0002-11-11T09:30', 'soon'])
    expect(instantOf(text, 'UTC')).toBeUndefined();
});
