import { expect, test } from 'vitest';
import type { Measured } from './apiResult.ts';
import { type AutosaveRound, judgeAutosave } from './autosaveResult.ts';

const settings = { rounds: 1, bots: 100, seconds: 4, inFlight: 8, peer: true };
const measured = (perSecond: number, p95Ms: number, faults: string[] = []): Measured => ({
  answered: 100,
  perSecond,
  p50Ms: 1,
  p95Ms,
  cpuMsEach: 0.5,
  serverCpuPercent: 99,
  generatorCpuPercent: 20,
  generatorLagP99Ms: 1,
  faults,
});
const kill = { database: true, acknowledgedInRun: 500, acknowledged: 900, underWay: 8, lost: 0, backMs: 900 };
const roundOf = (given: Partial<AutosaveRound> = {}): AutosaveRound => ({
  most: measured(1_000, 60),
  paced: measured(900, 20),
  raw: { perSecond: 3_000, aloneP50Ms: 1 },
  aloneP50Ms: 2,
  kills: [kill],
  ...given,
});
const judge = (...rounds: AutosaveRound[]) =>
  judgeAutosave({ rounds, settings: { ...settings, rounds: rounds.length }, facts: {} });

test('what counts is the rate that was kept up with, beside the bare driver', () => {
  const { judged, ours, ratio, goals } = judge(roundOf());
  expect({ judged, ratio }).toEqual({ judged: true, ratio: 0.3 });
  expect(ours).toMatchObject({ savesPerSecond: 900, p95Ms: 20, acknowledgedLost: 0, acknowledged: 500 });
  expect(goals.map(({ met }) => met)).toEqual([true, true, true]);
});

test('one lost save of any round misses the goal, however sound the round', () => {
  const shaky = roundOf({ paced: measured(900, 20, ['others']), kills: [{ ...kill, lost: 1 }] });
  const { ours, goals } = judge(roundOf(), shaky);
  expect([ours?.acknowledgedLost, goals[1]?.met]).toEqual([1, false]);
});

test('a kill before anything was acknowledged proves nothing', () => {
  const { goals } = judge(roundOf({ kills: [{ ...kill, acknowledgedInRun: 0 }] }));
  expect(goals[2]?.met).toBe(false);
});

test('without a rate that was kept up with, or without a round, nothing is judged', () => {
  expect(judge(roundOf({ paced: undefined })).judged).toBe(false);
  expect(judgeAutosave({ rounds: [], settings, facts: {} })).toMatchObject({ judged: false, ours: null, ratio: null });
});
