import { setPriority } from 'node:os';
import { setTimeout as pause } from 'node:timers/promises';
import { generatorFaults } from '@invigil/loadtest/bench/judge';
import { cores, say } from '@invigil/loadtest/bench/surroundings';
import { Fleets } from '@invigil/loadtest/fleet/fleets';
import { cpuMs, machineCpuMs, preciseCpuMs, treeCpuMs } from '@invigil/loadtest/machine/counters';
import { loopback } from '@invigil/loadtest/machine/place';
import { openContext, openHeadlessBrowser } from '../support/browsers.ts';
import { signIn } from '../support/people.ts';
import { installProbe } from './probe.ts';
import { focusTimes, type Sharp, scrollTimes, untilWallMoves, type Watched, watchWall } from './wallPage.ts';
import { WallServer } from './wallServer.ts';

export interface WallSettings {
  candidates: number;
  /** How long the standing wall is watched. */
  seconds: number;
  /** Candidates who are clicked. */
  focuses: number;
  /** Of the proctor's window. */
  view: { width: number; height: number };
}

export interface WallRun {
  watched: Watched;
  sharp: Sharp[];
  scrollMs: number[];
  /** From opening the room to all tiles in sight moving. */
  tilesMoving: number;
  mediaCpuMs: number;
  generator: { cpuPercent: number; lagP99Ms: number };
  browserCpuPercent: number;
  browser: string;
  faults: string[];
}

const joinInFlight = 10;
const moveTimeoutMs = 25_000;
const settleMs = 3_000;
const pageTimeoutMs = 20_000;
const smallView = { width: 1_366, height: 768 };
/** The wall is a proctor's own machine; bots and server, which share this one with it, go first. */
const first = -10;

/** One proctor's page in a real Chromium before a full room; ends everything it started, however it goes. */
export async function runWall({ candidates, seconds, focuses, view }: WallSettings): Promise<WallRun> {
  const server = await WallServer.create({ core: cores.server, candidates });
  const fleet = await Fleets.create(loopback, cores.generator);
  const browser = await openHeadlessBrowser();
  try {
    for (const pid of [...fleet.pids, server.pid, server.workerPid]) goFirst(pid);
    const target = { kind: 'invigil' as const, signalingUrl: server.signalingUrl, tokens: await server.tokens() };
    await fleet.prepare(target, candidates, ['webcam', 'screen'], 'wall');
    await fleet.play('smallest');
    const { joinMs, failures } = await fleet.join({ bots: candidates, inFlight: joinInFlight });
    say(`${joinMs.length} candidates are live`);
    if (failures.length > 0) throw new Error(`${failures.length} bots did not come live: ${failures[0]}`);
    await fleet.play('demanded');

    const context = await openContext(browser, { origin: server.url, view });
    await installProbe(context);
    const page = await context.newPage();
    page.setDefaultTimeout(pageTimeoutMs);
    await signIn(page, server, server.proctor);
    await page.goto(`${server.url}/rooms/${server.roomId}`);
    await page.getByTestId('tile').first().waitFor();
    await showAll(page);
    const tilesMoving = await untilWallMoves(page, Math.min(candidates, await inSight(page)), moveTimeoutMs);
    say(`${tilesMoving} tiles move, ${await inSight(page)} are in sight`);
    await pause(settleMs);

    const read = () => ({
      atMs: performance.now(),
      mediaMs: preciseCpuMs(server.workerPid),
      fleetMs: fleet.pids.reduce((sum, pid) => sum + cpuMs(pid), 0),
      oursMs: treeCpuMs(process.pid),
      serverMs: treeCpuMs(server.pid),
      machineMs: machineCpuMs(),
    });
    const before = read();
    const [watched, strain] = await Promise.all([watchWall(page, seconds), fleet.strain(seconds)]);
    const after = read();
    const elapsedMs = after.atMs - before.atMs;
    const percent = (of: (reading: typeof before) => number) => (100 * (of(after) - of(before))) / elapsedMs;
    say(`watched: ${watched.webcamFps.length} webcams, ${watched.kbps.toFixed(0)} kbit/s`);
    const sharp = await focusTimes(page, spread(focuses, watched.tilesInSight));
    say(`sharp after ${sharp.map(({ webcam, screen }) => `${webcam.toFixed(0)}/${screen.toFixed(0)}`).join(', ')} ms`);
    await showFew(page);
    const scrollMs = await scrollTimes(page, smallView.height);
    const generator = { cpuPercent: percent(({ fleetMs }) => fleetMs), lagP99Ms: strain.lagP99Ms };
    return {
      watched,
      sharp,
      scrollMs,
      tilesMoving,
      mediaCpuMs: after.mediaMs - before.mediaMs,
      generator,
      browserCpuPercent: percent(({ oursMs, serverMs, fleetMs }) => oursMs - serverMs - fleetMs),
      browser: browser.version(),
      faults: generatorFaults({ ...generator, othersPercent: percent(({ machineMs, oursMs }) => machineMs - oursMs) }),
    };
  } finally {
    await browser.close();
    await fleet.close();
    await server.close();
  }
}

type Page = Parameters<typeof watchWall>[0];

const inSight = (page: Page) => page.evaluate(() => window.wallProbe.visible().length);

/** The smallest tiles that the wall has. */
async function showAll(page: Page): Promise<void> {
  await press(page, 'zoom-out');
}

/** The largest, in a small window, so that most tiles are out of sight. */
async function showFew(page: Page): Promise<void> {
  await page.setViewportSize(smallView);
  await press(page, 'zoom-in');
  await pause(settleMs);
}

/** Presses a button until it has nothing more to do. */
async function press(page: Page, name: string): Promise<void> {
  const button = page.getByTestId(name);
  while (await button.isEnabled()) await button.click();
}

/** As far apart as can be. */
const spread = (count: number, among: number) =>
  Array.from({ length: Math.min(count, among) }, (_, index) => Math.floor(((index + 0.5) * among) / count));

/** Without the right to, it goes with the others. */
function goFirst(pid: number): void {
  try {
    setPriority(pid, first);
  } catch (fault) {
    say(`process ${pid} keeps its priority: ${String(fault)}`);
  }
}
