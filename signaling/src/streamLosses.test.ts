import { randomUUID } from 'node:crypto';
import { incidentId, sittingId } from '@invigil/contract/ids';
import type { Source } from '@invigil/contract/sources';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { StreamLosses } from './streamLosses.ts';

const some = {
  incidentId: incidentId.parse(randomUUID()),
  sittingId: sittingId.parse(randomUUID()),
  beganAt: 0,
  endedAt: null,
  kind: 'streamLost' as const,
};
let told: string[];
let losses: StreamLosses;
beforeEach(() => {
  vi.useFakeTimers();
  told = [];
  losses = new StreamLosses({
    afterMs: 20_000,
    tell: (source) => {
      told.push(`${source} lost`);
      return { ...some, facts: { source } };
    },
    over: ({ kind, facts }) => told.push(`${kind === 'streamLost' ? facts.source : kind} back`),
  });
});
afterEach(() => vi.useRealTimers());

const missing = (...sources: Source[]) => new Set(sources);

test('a source that stays away is told once, and its return once', () => {
  losses.update(missing('webcam', 'screen'), { here: true });
  vi.advanceTimersByTime(19_999);
  losses.update(missing('webcam'), { here: true });
  vi.advanceTimersByTime(60_000);
  expect(told).toEqual(['webcam lost']);
  losses.update(missing('webcam'), { here: true });
  losses.update(missing(), { here: true });
  losses.close();
  expect(told).toEqual(['webcam lost', 'webcam back']);
});

test('while the page is away nothing begins; a loss that was told before goes on', () => {
  losses.update(missing('screen'), { here: true });
  vi.advanceTimersByTime(20_000);
  losses.update(missing('screen', 'webcam'), { here: true });
  losses.update(missing('screen', 'webcam'), { here: false });
  vi.advanceTimersByTime(60_000);
  expect(told).toEqual(['screen lost']);
  losses.update(missing('screen', 'webcam'), { here: true });
  vi.advanceTimersByTime(20_000);
  expect(told).toEqual(['screen lost', 'webcam lost']);
});

test('what is told ends when all is over, and nothing else is', () => {
  losses.update(missing('screen'), { here: true });
  vi.advanceTimersByTime(20_000);
  losses.update(missing('screen', 'webcam'), { here: true });
  losses.close();
  vi.advanceTimersByTime(60_000);
  expect(told).toEqual(['screen lost', 'screen back']);
});
