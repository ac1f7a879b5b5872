import type { RoomTrial } from '@invigil/loadtest/bench/roomTrial';
import { expect, test } from 'vitest';
import { judgeWall } from './verdict.ts';
import type { WallRun } from './wallRun.ts';

const generator = { cpuPercent: 40, lagP99Ms: 2 };
const settings = { candidates: 3, seconds: 10, focuses: 1, view: { width: 800, height: 600 } };
const wall: WallRun = {
  watched: {
    tilesInSight: 3,
    webcamFps: [5, 4, 3.9],
    screenFps: [3, 3, 3],
    agesMs: [100, 150, 200],
    delaysMs: [],
    kbps: 100,
    longTasksMs: [60, 80],
    seconds: 10,
  },
  sharp: [{ webcam: 100, screen: 250 }],
  scrollMs: [200],
  tilesMoving: 3,
  mediaCpuMs: 10,
  generator,
  browserCpuPercent: 50,
  browser: '1',
  faults: [],
};
const trial = (mediaCpuMs: number, forwardedMbit: number, faults: string[] = []): RoomTrial => ({
  manner: 'm',
  candidates: 3,
  seconds: 10,
  sentPacketsPerSecond: 1,
  mediaCpuMs,
  forwardedMbit,
  forwardedPackets: 1,
  generator,
  faults,
});

test('a tile counts from four frames a second, and focus is when both pictures are sharp', () => {
  const { ours, judged } = judgeWall({ wall, seen: trial(10, 1), everything: trial(80, 40), settings, facts: {} });
  expect(judged).toBe(true);
  expect(ours).toMatchObject({ tiles: 2, focusP95Ms: 250, longTaskMs: 140, cpuMsPerMbit: 10 });
});

test('everything is compared for the same wall, not for each bit', () => {
  const { ratio } = judgeWall({ wall, seen: trial(10, 1), everything: trial(80, 40), settings, facts: {} });
  expect(ratio).toBe(8);
});

test('nothing is judged when something else was measured', () => {
  const { judged, reasons } = judgeWall({
    wall,
    seen: trial(1, 1, ['late']),
    everything: undefined,
    settings,
    facts: {},
  });
  expect({ judged, reasons }).toEqual({ judged: false, reasons: ['late'] });
});
