import type { LinkState } from '@invigil/contract/live';
import { ManualClock } from '@invigil/server-kit/clock';
import { expect, test } from 'vitest';
import { Link, linkTimes } from './link.ts';

function start() {
  const clock = new ManualClock(0);
  const told: LinkState[] = [];
  return { clock, told, link: new Link({ clock, onChange: (now) => told.push(now) }) };
}

test('a stream is live from its first media on, and told once', () => {
  const { told, link } = start();
  link.arrives(10);
  link.arrives(9);
  expect(told).toEqual(['live']);
});

test('heavy loss is low until the loss is clearly over', () => {
  const { told, link } = start();
  for (const score of [10, 5, 6, 5, 6, 7]) link.arrives(score);
  expect(told).toEqual(['live', 'low', 'live']);
});

test('a stream that stopped is reconnecting at once, lost later, and live again with the next media', () => {
  const { clock, told, link } = start();
  link.arrives(10);
  link.stopped();
  clock.advance(linkTimes.lost - 1);
  link.settle();
  expect(told).toEqual(['live', 'reconnecting']);
  clock.advance(1);
  link.settle();
  link.arrives(10);
  expect(told).toEqual(['live', 'reconnecting', 'lost', 'live']);
});

test('being told twice that media stopped does not put the loss off', () => {
  const { clock, told, link } = start();
  link.arrives(10);
  link.stopped();
  clock.advance(linkTimes.lost - 1_000);
  link.stopped();
  clock.advance(1_000);
  link.settle();
  expect(told.at(-1)).toBe('lost');
});

test('a fresh stream is given a while to send its first media', () => {
  const { clock, told, link } = start();
  clock.advance(linkTimes.firstMedia - 1);
  link.settle();
  link.stopped();
  expect(told).toEqual([]);
  clock.advance(1);
  link.settle();
  expect(told).toEqual(['reconnecting']);
  clock.advance(linkTimes.lost);
  link.settle();
  expect(told).toEqual(['reconnecting', 'lost']);
});
