import { expect, test } from 'vitest';
import { type ApiRound, judgeApi, type Measured } from './apiResult.ts';

const settings = { rounds: 3, bots: 100, seconds: 4, inFlight: 8, peer: true };
const measured = (perSecond: number, faults: string[] = []): Measured => ({
  answered: 100,
  perSecond,
  p50Ms: 1,
  p95Ms: 2,
  cpuMsEach: 0.5,
  serverCpuPercent: 99,
  generatorCpuPercent: 20,
  generatorLagP99Ms: 1,
  faults,
});
const roundOf = (dashboardP50Ms: number, signIns: number, faults: string[] = []): ApiRound => ({
  signIn: measured(signIns, faults),
  hashesPerSecond: 40,
  redeem: measured(30),
  dashboard: measured(1_000, faults),
  dashboardP50Ms,
  rawP50Ms: 0.5,
  preparedP50Ms: 0.25,
  statements: 2,
  imported: { ...measured(9_000), checkMs: 200, importMs: 300 },
});
const judge = (...rounds: ApiRound[]) => judgeApi({ rounds, settings, facts: {} });

test('medians are judged against the bare statements and the bare password checks', () => {
  const result = judge(roundOf(0.8, 36), roundOf(0.7, 38), roundOf(2, 20));
  expect(result).toMatchObject({
    bench: 'api',
    judged: true,
    ours: { dashboardRatio: 1.6, signInRatio: 0.9, importPeoplePerSecond: 9_000, rounds: 3 },
    peer: { p50Ms: 0.5, statements: 2 },
    limit: { checksPerSecond: 40, redeemRatio: 0.75 },
    ratio: 1.6,
  });
  expect(result.goals.map(({ met }) => met)).toEqual([true, true]);
});

test('a goal that is missed is a result; only a generator at its limit is a reason not to judge', () => {
  expect(judge(roundOf(1, 30))).toMatchObject({ judged: true, goals: [{ met: false }, { met: false }] });
  const slow = 'the generator used 99 % of its core';
  expect(judge(roundOf(1, 30, [slow]))).toMatchObject({ judged: false, reasons: [slow] });
  expect(judge(roundOf(0.6, 39, [slow]))).toMatchObject({ judged: true });
});

test('rounds with faults are left out while there are others', () => {
  expect(judge(roundOf(9, 1, ['late']), roundOf(0.7, 38))).toMatchObject({ ours: { dashboardRatio: 1.4, rounds: 1 } });
});

test('without any round nothing is judged', () => {
  expect(judge()).toMatchObject({ judged: false, reasons: ['nothing could be measured'], ours: null, ratio: null });
});
