import { expect, test } from 'vitest';
import { bottleneckOf } from './bottleneck.ts';
import type { K6Metrics } from './k6Process.ts';
import type { Observed, Sample } from './processorUse.ts';
import { verdictOf } from './verdict.ts';

const observed: Observed[] = [
  { name: 'invigil', pid: 1, tree: false, side: 'target' },
  { name: 'postgresql', pid: 2, tree: true, side: 'target' },
  { name: 'k6', pid: 3, tree: false, side: 'generator', cores: 1 },
];

/** Five seconds in which each process used so much, of it so much in its main thread. */
function seconds(uses: Record<string, [percent: number, main: number]>, others = 0): Sample[] {
  const sum = Object.values(uses).reduce((total, [percent]) => total + percent, others);
  return Array.from({ length: 5 }, (_, index) => ({
    atMs: index * 1_000,
    machinePercent: sum / 2,
    cores: 2,
    uses: Object.fromEntries(
      Object.entries(uses).map(([name, [percent, mainPercent]]) => [name, { percent, mainPercent }]),
    ),
  }));
}

test('a process whose one thread is busy all the time is the bottleneck, though cores are free', () => {
  const found = bottleneckOf(seconds({ invigil: [110, 97], postgresql: [20, 0], k6: [30, 5] }), observed);
  expect(found).toMatchObject({ process: 'invigil', isGenerator: false });
});

test('on a full machine the bottleneck is who uses most of it', () => {
  const found = bottleneckOf(seconds({ invigil: [120, 60], postgresql: [40, 0], k6: [35, 5] }), observed);
  expect(found).toMatchObject({ process: 'invigil', isGenerator: false });
  const strange = bottleneckOf(seconds({ invigil: [40, 30], postgresql: [5, 0], k6: [20, 5] }, 130), observed);
  expect(strange).toMatchObject({ process: null, why: expect.stringContaining('other programs') });
});

test('k6 at its own limit is the bottleneck, and nothing is when nobody was busy', () => {
  expect(bottleneckOf(seconds({ invigil: [50, 40], k6: [96, 20] }), observed)).toMatchObject({
    process: 'k6',
    isGenerator: true,
  });
  expect(bottleneckOf(seconds({ invigil: [50, 40], k6: [30, 20] }), observed)).toMatchObject({ process: null });
});

const metrics = (p95: number, late = 5, delivered = 10): Record<string, K6Metrics> => ({
  storm: {
    reconnect_ms: { type: 'trend', values: { 'p(95)': p95 }, thresholds: { 'p(95)<=1000': { ok: p95 <= 1_000 } } },
    generator_late_ms: { type: 'trend', values: { 'p(99)': late } },
    messages_expected: { type: 'counter', values: { count: 10 } },
    messages_delivered: { type: 'counter', values: { count: delivered } },
  },
});
const calm = bottleneckOf(seconds({ invigil: [50, 40], k6: [30, 20] }), observed);
const rest = { media: null, bottleneck: calm, othersPercent: 0 };

test('a threshold that does not hold fails the run, with its figure', () => {
  expect(verdictOf({ metrics: metrics(400), ...rest })).toMatchObject({ judged: true, passed: true });
  const missed = verdictOf({ metrics: metrics(1_400), ...rest });
  expect(missed).toMatchObject({ judged: true, passed: false });
  expect(missed.judgements).toContainEqual({
    load: 'storm',
    threshold: 'reconnect_ms p(95)<=1000',
    value: 1_400,
    met: false,
  });
});

test('one message that did not arrive fails the run', () => {
  expect(verdictOf({ metrics: metrics(400, 5, 9), ...rest })).toMatchObject({ judged: true, passed: false });
});

test('a generator at its limit, late or disturbed is not allowed to fail the target', () => {
  const busy = bottleneckOf(seconds({ invigil: [50, 40], k6: [98, 20] }), observed);
  const refused = [
    { metrics: metrics(1_400), ...rest, bottleneck: busy },
    { metrics: metrics(1_400, 900), ...rest },
    { metrics: metrics(1_400), ...rest, othersPercent: 60 },
  ].map(verdictOf);
  for (const one of refused) expect(one).toMatchObject({ judged: false, passed: false, reasons: [expect.any(String)] });
  expect(verdictOf({ metrics: metrics(400), ...rest, bottleneck: busy })).toMatchObject({ judged: true, passed: true });
});

test('media that is lost, or of which nothing is heard, fails the run', () => {
  const media = { bots: 2, joinP95Ms: 30, sentPackets: 1_000, reportedPackets: 990, lossPercent: 0, failures: [] };
  const judge = (change: Partial<typeof media>) =>
    verdictOf({ metrics: metrics(400), ...rest, media: { ...media, ...change } }).passed;
  expect(judge({})).toBe(true);
  expect(judge({ lossPercent: 3 })).toBe(false);
  expect(judge({ reportedPackets: 100 })).toBe(false);
});
