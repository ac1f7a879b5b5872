import { setTimeout as pause } from 'node:timers/promises';
import type { Page } from 'playwright-core';
import { until } from '../support/until.ts';
import { pictures, receivedBytes, type Shown, visible } from './probe.ts';

/** What a proctor's page showed for a while. Times are milliseconds. */
export interface Watched {
  tilesInSight: number;
  /** Frames a second of each webcam and each screen that stood in sight all the time. */
  webcamFps: number[];
  screenFps: number[];
  /** How old the newest webcam picture of a tile was, looked at again and again. */
  agesMs: number[];
  /** From a frame's capture to its being shown, where the browser can tell. */
  delaysMs: number[];
  kbps: number;
  longTasksMs: number[];
  seconds: number;
}

const lookEveryMs = 250;
const isScreen = ({ width, height }: Shown) => width / height > 1.5;
const keyOf = (shown: Shown) => `${shown.tile} ${isScreen(shown) ? 'screen' : 'webcam'}`;

/** Watches the wall as it stands. */
export async function watchWall(page: Page, seconds: number): Promise<Watched> {
  await page.evaluate(() => {
    window.wallProbe.longTasks.length = 0;
  });
  const bytesBefore = await receivedBytes(page);
  const first = await pictures(page);
  const agesMs: number[] = [];
  const delaysMs: number[] = [];
  let last = first;
  while (last.now - first.now < seconds * 1_000) {
    await pause(lookEveryMs);
    last = await pictures(page);
    for (const shown of last.shown) {
      if (shown.frames === 0 || isScreen(shown)) continue;
      agesMs.push(Math.max(0, last.now - shown.atMs));
      if (shown.delayMs !== undefined) delaysMs.push(shown.delayMs);
    }
  }
  const elapsed = (last.now - first.now) / 1_000;
  const kbps = ((await receivedBytes(page)) - bytesBefore) / 125 / elapsed;
  const before = new Map(first.shown.map((shown) => [keyOf(shown), shown.frames]));
  const moving = last.shown.filter(({ frames }) => frames > 0);
  const rate = (shown: Shown) => Math.max(0, shown.frames - (before.get(keyOf(shown)) ?? shown.frames)) / elapsed;
  return {
    tilesInSight: (await visible(page)).length,
    webcamFps: moving.filter((shown) => !isScreen(shown)).map(rate),
    screenFps: moving.filter(isScreen).map(rate),
    agesMs,
    delaysMs,
    kbps,
    longTasksMs: await page.evaluate(() => [...window.wallProbe.longTasks]),
    seconds: elapsed,
  };
}

/** Waits until as many tiles as are in sight show a moving webcam, or until the time is over. */
export async function untilWallMoves(page: Page, tiles: number, ms: number): Promise<number> {
  const deadline = Date.now() + ms;
  for (;;) {
    const { shown } = await pictures(page);
    const moving = shown.filter((one) => one.frames > 1 && !isScreen(one)).length;
    if (moving >= tiles || Date.now() > deadline) return moving;
    await pause(lookEveryMs);
  }
}

export interface Sharp {
  webcam: number;
  screen: number;
}

const focusTimeoutMs = 8_000;

/** Clicks tiles one after the other and closes each again. @returns from click to the first frame at full width. */
export async function focusTimes(page: Page, indices: readonly number[]): Promise<Sharp[]> {
  const times: Sharp[] = [];
  for (const index of indices) {
    await page
      .getByTestId('tile')
      .nth(index)
      .click({ position: { x: 20, y: 40 } });
    const sharp = await until(async () => {
      const { webcam, screen } = await page.evaluate(() => window.wallProbe.sharp);
      if (webcam !== undefined && screen !== undefined) times.push({ webcam, screen });
      return webcam === undefined || screen === undefined ? `webcam ${webcam}, screen ${screen}` : undefined;
    }, focusTimeoutMs).then(
      () => true,
      () => false,
    );
    if (!sharp) times.push({ webcam: focusTimeoutMs, screen: focusTimeoutMs });
    await page.keyboard.press('Escape');
    await page.getByTestId('focus').waitFor({ state: 'hidden', timeout: focusTimeoutMs });
    await page.mouse.move(2, 2);
    await pause(500);
  }
  return times;
}

const scrollTimeoutMs = 5_000;

/** Turns the wheel over the wall. @returns from there to the first frame of each tile that came into sight. */
export async function scrollTimes(page: Page, by: number): Promise<number[]> {
  const box = await page.getByTestId('tile').first().boundingBox();
  if (box) await page.mouse.move(box.x + 20, Math.max(200, box.y + 10));
  await page.evaluate(() => {
    const known = new Set(window.wallProbe.visible());
    const startedAt = performance.now();
    const frames = new Map<string, number>();
    const times = new Map<string, number>();
    Object.assign(window, { wallScroll: times });
    const look = () => {
      const seen = new Map<string, number>();
      for (const { tile, frames: count } of window.wallProbe.pictures()) {
        const place = (seen.get(tile) ?? 0) + 1;
        seen.set(tile, place);
        if (known.has(tile) || times.has(tile)) continue;
        const key = `${tile} ${place}`;
        const before = frames.get(key) ?? count;
        frames.set(key, before);
        if (count > before) times.set(tile, performance.now() - startedAt);
      }
      if (performance.now() - startedAt < 6_000) requestAnimationFrame(look);
    };
    requestAnimationFrame(look);
  });
  const before = new Set(await visible(page));
  await page.mouse.wheel(0, by);
  await pause(scrollTimeoutMs);
  const appeared = (await visible(page)).filter((tile) => !before.has(tile));
  const times = new Map(
    await page.evaluate(() => [...(window as unknown as { wallScroll: Map<string, number> }).wallScroll]),
  );
  return appeared.map((tile) => times.get(tile) ?? scrollTimeoutMs);
}
