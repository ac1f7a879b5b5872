import { cores } from '@invigil/loadtest/bench/surroundings';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { openContext, openHeadlessBrowser } from '../support/browsers.ts';
import { signIn } from '../support/people.ts';
import { WallServer } from '../wallBench/wallServer.ts';

/** Several pages of tiles at every size. */
const candidates = 150;

let server: WallServer;
let browser: Browser;
let page: Page;

beforeAll(async () => {
  [server, browser] = await Promise.all([WallServer.create({ core: cores.server, candidates }), openHeadlessBrowser()]);
  page = await (await openContext(browser, { origin: server.url })).newPage();
  await signIn(page, server, server.proctor);
});
afterAll(async () => {
  await browser?.close();
  await server?.close();
});

/** Whose tile has the keyboard focus once the page has drawn three times more; what else has it otherwise. */
const focused = () =>
  page.evaluate(async () => {
    for (let frame = 0; frame < 3; frame += 1) await new Promise(requestAnimationFrame);
    const tile = document.activeElement?.closest<HTMLElement>('[data-testid=tile]');
    return tile?.querySelector<HTMLElement>('.name')?.title ?? document.activeElement?.tagName;
  });

const isInSight = () =>
  page.evaluate(() => {
    const wall = document.querySelector('[data-testid=wall]')?.getBoundingClientRect();
    const tile = document.activeElement?.getBoundingClientRect();
    return wall !== undefined && tile !== undefined && tile.top >= wall.top - 1 && tile.bottom <= wall.bottom + 1;
  });

beforeEach(async () => {
  await page.goto(`${server.url}/rooms/${server.roomId}`);
  await page.getByTestId('tile').first().waitFor();
  await page.getByTestId('tile').first().focus();
});

test('the arrows and the pages lead from tile to tile, and the one that has the focus is drawn and in sight', async () => {
  const keys = ['PageDown', 'ArrowUp', 'ArrowRight', 'End', 'PageUp', 'ArrowDown', 'ArrowLeft', 'Home', 'ArrowDown'];
  let before = await focused();
  for (const key of keys) {
    await page.keyboard.press(key);
    const now = await focused();
    expect(now, `after ${key}`).toMatch(/^Candidate \d+$/);
    expect(now, `after ${key}`).not.toBe(before);
    expect(await isInSight(), `after ${key}`).toBe(true);
    before = now;
  }
});

test('another size of the tiles and a pin keep the focus with the same candidate', async () => {
  for (const key of ['PageDown', 'ArrowDown', 'ArrowRight']) await page.keyboard.press(key);
  const candidate = await focused();
  expect(candidate).toMatch(/^Candidate \d+$/);
  for (const key of ['+', '+', '-', 'p', '+', '-', '-', 'p', '+']) {
    await page.keyboard.press(key);
    expect(await focused(), `after ${key}`).toBe(candidate);
    expect(await isInSight(), `after ${key}`).toBe(true);
  }
});

test('keys that come faster than the page draws lose nothing', async () => {
  for (const key of ['ArrowDown', 'ArrowRight', 'p', 'PageDown', '+', 'ArrowDown', 'p', '-', 'PageUp', 'ArrowRight']) {
    await page.evaluate((pressed) => {
      document.activeElement?.dispatchEvent(
        new KeyboardEvent('keydown', { key: pressed, bubbles: true, cancelable: true }),
      );
    }, key);
    await page.keyboard.press(key);
  }
  expect(await focused()).toMatch(/^Candidate \d+$/);
  expect(await isInSight()).toBe(true);
});
