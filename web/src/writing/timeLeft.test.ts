import { describe, expect, test } from 'vitest';
import { clockOf, minutesToTell, timeLeft } from './timeLeft.ts';

const minute = 60_000;

describe('the time left', () => {
  test('is counted by the server’s clock and never below zero', () => {
    const deadline = '2026-11-23T10:00:00Z';
    expect(timeLeft(deadline, Date.parse('2026-11-23T09:58:30Z'))).toBe(90_000);
    expect(timeLeft(deadline, Date.parse('2026-11-23T10:00:01Z'))).toBe(0);
  });

  test('is shown as hours, minutes and seconds, and as zero only at the end', () => {
    expect(clockOf(3 * 60 * minute + 5_000)).toBe('3:00:05');
    expect(clockOf(59_001)).toBe('0:01:00');
    expect(clockOf(1)).toBe('0:00:01');
    expect(clockOf(0)).toBe('0:00:00');
  });

  test('is told once when 30, 10, 5 and 1 minutes are passed', () => {
    expect(minutesToTell(30 * minute + 1, 30 * minute)).toBe(30);
    expect(minutesToTell(30 * minute, 30 * minute - 1_000)).toBeUndefined();
    expect(minutesToTell(60_500, 59_500)).toBe(1);
  });

  test('after a sleep is told once, and time given back is told by nobody here', () => {
    expect(minutesToTell(40 * minute, 4 * minute)).toBe(5);
    expect(minutesToTell(4 * minute, 12 * minute)).toBeUndefined();
    expect(minutesToTell(12 * minute, 9 * minute)).toBe(10);
    expect(minutesToTell(12 * minute, 0)).toBeUndefined();
  });
});
