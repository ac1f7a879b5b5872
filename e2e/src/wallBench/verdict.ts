import { atLeast, atMost } from '@invigil/loadtest/bench/judge';
import type { BenchResult } from '@invigil/loadtest/bench/result';
import type { RoomTrial } from '@invigil/loadtest/bench/roomTrial';
import { quantile, round } from '@invigil/loadtest/bench/statistics';
import type { WallRun, WallSettings } from './wallRun.ts';

const goals = { tiles: 100, leastFps: 4, ageP95Ms: 1_000, kbps: 6_000, focusP95Ms: 300, timesCheaper: 3 } as const;

/**
 * What one run of the page says, and what forwarding costs. `seen` and `everything` are the same wall with bots for a proctor,
 * who asks for what is in sight, and for everything that everybody sends.
 */
export function judgeWall(run: {
  wall: WallRun;
  seen: RoomTrial | undefined;
  everything: RoomTrial | undefined;
  settings: WallSettings;
  facts: Record<string, unknown>;
}): BenchResult {
  const { wall, seen, everything, settings, facts } = run;
  const { watched, sharp, scrollMs } = wall;
  const both = sharp.map(({ webcam, screen }) => Math.max(webcam, screen));
  const ours = {
    tiles: watched.webcamFps.filter((fps) => fps >= goals.leastFps).length,
    tilesInSight: watched.tilesInSight,
    fps: quantile(watched.webcamFps, 0.5),
    fpsP5: quantile(watched.webcamFps, 0.05),
    screens: watched.screenFps.length,
    screenFps: quantile(watched.screenFps, 0.5),
    ageP50Ms: quantile(watched.agesMs, 0.5),
    ageP95Ms: quantile(watched.agesMs, 0.95),
    captureToShownP95Ms: quantile(watched.delaysMs, 0.95),
    kbps: watched.kbps,
    longTaskMs: watched.longTasksMs.reduce((sum, ms) => sum + ms, 0),
    longestTaskMs: Math.max(0, ...watched.longTasksMs),
    focusP50Ms: quantile(both, 0.5),
    focusP95Ms: quantile(both, 0.95),
    focusWebcamP95Ms: quantile(
      sharp.map(({ webcam }) => webcam),
      0.95,
    ),
    focusScreenP95Ms: quantile(
      sharp.map(({ screen }) => screen),
      0.95,
    ),
    focuses: sharp.length,
    scrollP50Ms: quantile(scrollMs, 0.5),
    scrollP95Ms: quantile(scrollMs, 0.95),
    scrolledTiles: scrollMs.length,
    cpuMsPerMbit: wall.mediaCpuMs / ((watched.kbps * watched.seconds) / 1_000),
    browserCpuPercent: wall.browserCpuPercent,
    generator: wall.generator,
  };
  const onDemand = seen && figuresOf(seen, seen);
  const without = everything && figuresOf(everything, seen ?? everything);
  const ratio = onDemand && without ? round(without.cpuMsPerMbitInSight / onDemand.cpuMsPerMbitInSight) : null;
  const reasons = [...wall.faults, ...(seen?.faults ?? []), ...(everything?.faults ?? [])];
  return {
    bench: 'wall',
    judged: reasons.length === 0,
    reasons: [...new Set(reasons)],
    ours: rounded(ours),
    peer: without ?? null,
    limit: onDemand ?? null,
    ratio,
    goals: [
      atLeast('tiles decoding at 4 fps', ours.tiles, Math.min(goals.tiles, settings.candidates)),
      atMost('age of the newest picture, p95, ms', ours.ageP95Ms, goals.ageP95Ms),
      atMost('downlink, kbit/s', ours.kbps, goals.kbps),
      atMost('click to sharp, p95, ms', ours.focusP95Ms, goals.focusP95Ms),
      atLeast('CPU for the same wall, everything / what is in sight', ratio ?? undefined, goals.timesCheaper),
    ],
    conditions: { ...settings, browser: wall.browser, ...facts },
  };
}

/** CPU of the media worker by what it forwards, and by what of it is in sight: the tiles alone. */
function figuresOf(trial: RoomTrial, inSight: RoomTrial) {
  const perSecond = trial.mediaCpuMs / trial.seconds;
  return {
    what: trial.manner,
    corePercent: round(perSecond / 10),
    mbitPerSecond: round(trial.forwardedMbit / trial.seconds),
    cpuMsPerMbit: round(trial.mediaCpuMs / trial.forwardedMbit),
    cpuMsPerMbitInSight: round(perSecond / (inSight.forwardedMbit / inSight.seconds)),
    candidates: trial.candidates,
    generator: rounded(trial.generator),
  };
}

function rounded(figures: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(figures).map(([name, value]) => [
      name,
      typeof value === 'number'
        ? round(value)
        : typeof value === 'object' && value !== null
          ? rounded(value as Record<string, unknown>)
          : value,
    ]),
  );
}
