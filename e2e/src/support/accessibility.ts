import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from 'playwright-core';
import type { View } from './browsers.ts';

export const desktop: View = { width: 1366, height: 768 };
export const phone: View = { width: 390, height: 844 };

/** WCAG 2.2, levels A and AA, with all that it took over from 2.0 and 2.1. */
const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];

/** What is wrong with the page as it stands, at each size: a barrier that axe finds, or a page wider than the window. */
export async function barriers(page: Page, views: readonly View[] = [desktop, phone]): Promise<string[]> {
  const before = page.viewportSize();
  const found: string[] = [];
  for (const view of views) {
    await page.setViewportSize(view);
    await settle(page);
    const where = `${new URL(page.url()).pathname} at ${view.width}x${view.height}`;
    const width = await page.evaluate(() => document.documentElement.scrollWidth);
    if (width > view.width) found.push(`${where}: ${width} pixels wide, ${await widest(page)}`);
    const { violations } = await new AxeBuilder({ page }).withTags(tags).setLegacyMode().analyze();
    for (const { id, nodes } of violations) {
      for (const node of nodes) {
        found.push(`${where}: ${id} at ${node.target.join(' ')}: ${node.any[0]?.message ?? node.failureSummary ?? ''}`);
      }
    }
  }
  if (before !== null) await page.setViewportSize(before);
  return found;
}

/** Until the layout has answered to a new size, and nothing moves that ever ends: a colour half faded in has no contrast. */
export async function settle(page: Page): Promise<void> {
  await page.evaluate(async () => {
    await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
    const ending = document
      .getAnimations()
      .filter((animation) => animation.effect?.getComputedTiming().endTime !== Number.POSITIVE_INFINITY);
    await Promise.allSettled(ending.map(({ finished }) => finished));
  });
}

/** The elements that stand out on the right, so that a failure says where to look. */
async function widest(page: Page): Promise<string> {
  return await page.evaluate(() =>
    [...document.querySelectorAll('body *')]
      .filter((element) => element.getBoundingClientRect().right > window.innerWidth + 1)
      .slice(-3)
      .map((element) => `${element.tagName.toLowerCase()}.${element.className}`)
      .join(', '),
  );
}
