import { expect, test } from 'vitest';
import type { CaseResult } from './screenCase.ts';
import { judgeScreen, tableOf } from './verdict.ts';

const measured = (codec: string, kbps: number, change: Partial<CaseResult> = {}): CaseResult => ({
  codec,
  content: 'scrolling',
  ceiling: 1_500_000,
  framesPerSecond: 5,
  kbps,
  encodeMs: 20,
  sentFps: 5,
  decodedFps: 5,
  legibility: 0.95,
  yardstick: 0.7,
  machinePercent: 50,
  encoder: 'one',
  faults: [],
  ...change,
});

const judged = (results: CaseResult[], chosen = 'AV1') => judgeScreen({ results, chosen, conditions: {} });

test('the least bits with which the text is still readable count, beside those of VP8', () => {
  const result = judged([
    measured('VP8', 800),
    measured('AV1', 200),
    measured('AV1', 140, { ceiling: 150_000 }),
    measured('AV1', 90, { ceiling: 150_000, legibility: 0.5 }),
    measured('AV1', 80, { ceiling: 150_000, decodedFps: 0.6 }),
  ]);
  expect(result).toMatchObject({ judged: true, ours: { codec: 'AV1', kbps: 140 }, peer: { kbps: 800 }, ratio: 0.175 });
  expect(result.goals[0]).toMatchObject({ value: 140, met: true });
});

test('text that was never readable has no figure', () => {
  const result = judged([measured('VP8', 800, { legibility: 0.2 })], 'VP8');
  expect(result).toMatchObject({ ours: { kbps: null }, ratio: null });
});

test('a machine that was the bottleneck judges nothing', () => {
  const result = judged([measured('AV1', 100, { faults: ['the encoder lacked processor time'] })]);
  expect(result).toMatchObject({
    judged: false,
    reasons: ['AV1, scrolling, 1500 kbit/s: the encoder lacked processor time'],
  });
});

test('every case has its row', () => {
  expect(tableOf([measured('VP8', 800), measured('AV1', 200)]).split('\n')).toHaveLength(4);
});
