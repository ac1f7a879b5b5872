import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Coalescer } from './coalescer.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

function coalescer() {
  const delivered: string[] = [];
  const of = new Coalescer<string, string>({ everyMs: 100, deliver: (value) => delivered.push(value) });
  return { of, delivered };
}

test('the first is delivered at once, the rest of a burst by key and newest only', () => {
  const { of, delivered } = coalescer();
  for (const [key, value] of [
    ['a', 'a1'],
    ['a', 'a2'],
    ['b', 'b1'],
    ['a', 'a3'],
  ] as const) {
    of.push(key, value);
  }
  expect(delivered).toEqual(['a1']);
  vi.advanceTimersByTime(100);
  expect(delivered).toEqual(['a1', 'a3', 'b1']);
});

test('while a burst goes on it delivers every so often; after a rest at once again', () => {
  const { of, delivered } = coalescer();
  for (let ms = 0; ms < 1_000; ms += 10) {
    of.push('a', `at ${ms}`);
    vi.advanceTimersByTime(10);
  }
  expect(delivered.length).toBeGreaterThanOrEqual(10);
  expect(delivered.length).toBeLessThanOrEqual(11);
  vi.advanceTimersByTime(200);
  expect(delivered.at(-1)).toBe('at 990');
  of.push('a', 'rested');
  expect(delivered.at(-1)).toBe('rested');
});

test('once closed it delivers nothing more', () => {
  const { of, delivered } = coalescer();
  of.push('a', '1');
  of.push('a', '2');
  of.close();
  of.push('a', '3');
  vi.advanceTimersByTime(1_000);
  expect(delivered).toEqual(['1']);
});
