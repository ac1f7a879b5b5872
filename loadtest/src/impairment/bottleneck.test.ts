import { expect, test } from 'vitest';
import { Bottleneck } from './bottleneck.ts';
import type { LineClock } from './lineClock.ts';

/** Time that a test moves; what is due runs then. */
class ManualLineClock implements LineClock {
  #now = 0;
  readonly #due = new Set<{ atMs: number; run: () => void }>();

  now(): number {
    return this.#now;
  }

  wake(atMs: number, run: () => void): () => void {
    const entry = { atMs, run };
    this.#due.add(entry);
    return () => this.#due.delete(entry);
  }

  moveTo(ms: number): void {
    this.#now = ms;
    for (const entry of [...this.#due]) {
      if (entry.atMs <= ms && this.#due.delete(entry)) entry.run();
    }
  }
}

function started(bitsPerSecond: number) {
  const clock = new ManualLineClock();
  const bottleneck = new Bottleneck(clock, bitsPerSecond);
  const left: [string, number][] = [];
  const send = (name: string, bytes: number) => bottleneck.send(bytes, (atMs) => left.push([name, atMs]));
  return { clock, bottleneck, left, send };
}

test('packets leave one after the other, each after the time its bits take', () => {
  const { clock, bottleneck, left, send } = started(8_000);
  send('first', 100);
  send('second', 50);
  expect(bottleneck.waitingBytes).toBe(150);
  clock.moveTo(99);
  expect(left).toEqual([]);
  clock.moveTo(100);
  expect(left).toEqual([['first', 100]]);
  clock.moveTo(150);
  expect(left).toEqual([
    ['first', 100],
    ['second', 150],
  ]);
  expect(bottleneck.waitingBytes).toBe(0);
});

test('a timer that fires late takes nothing from the bandwidth', () => {
  const { clock, left, send } = started(8_000);
  for (const name of ['a', 'b', 'c']) send(name, 10);
  clock.moveTo(25);
  expect(left).toEqual([
    ['a', 10],
    ['b', 20],
  ]);
  clock.moveTo(30);
  expect(left.at(-1)).toEqual(['c', 30]);
});

test('bandwidth that nobody used is not saved up', () => {
  const { clock, left, send } = started(8_000);
  clock.moveTo(1_000);
  send('late', 10);
  expect(left).toEqual([]);
  clock.moveTo(1_010);
  expect(left).toEqual([['late', 1_010]]);
});

test('a new speed holds from now on, for what waits as well', () => {
  const { clock, bottleneck, left, send } = started(8);
  send('first', 100);
  send('second', 100);
  clock.moveTo(1_000);
  bottleneck.setSpeed(8_000);
  clock.moveTo(1_199);
  expect(left).toEqual([['first', 1_100]]);
  clock.moveTo(1_200);
  expect(left.at(-1)).toEqual(['second', 1_200]);
  bottleneck.setSpeed(Number.POSITIVE_INFINITY);
  send('third', 1_000_000);
  expect(left.at(-1)).toEqual(['third', 1_200]);
});

test('after its end nothing leaves any more', () => {
  const { clock, bottleneck, left, send } = started(8_000);
  send('waiting', 10);
  bottleneck.close();
  send('too late', 10);
  clock.moveTo(1_000);
  expect(left).toEqual([]);
});
