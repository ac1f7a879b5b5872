import type { Locator, Page } from 'playwright-core';
import { expect } from 'vitest';
import type { Product } from './product.ts';
import { until } from './until.ts';

/** The demo accounts that a first start seeds. */
export const demo = {
  admin: { email: 'admin@demo.invigil.example', password: 'Administrator1' },
  candidate: { email: 'candidate1@demo.invigil.example', password: 'Candidate1' },
  secondCandidate: { email: 'candidate2@demo.invigil.example', password: 'Candidate2' },
  proctor: { email: 'proctor@demo.invigil.example', password: 'Proctor1' },
} as const;

export async function signIn(
  page: Page,
  invigil: Pick<Product, 'url'>,
  who: { email: string; password: string },
): Promise<void> {
  await page.goto(`${invigil.url}/sign-in`);
  await page.getByTestId('email').locator('input').or(page.locator('input[data-testid=email]')).fill(who.email);
  await page
    .getByTestId('password')
    .locator('input')
    .or(page.locator('input[data-testid=password]'))
    .fill(who.password);
  await page.getByTestId('submit').click();
  await page.waitForURL((url) => !url.pathname.startsWith('/sign-in'));
}

/** A candidate goes to their sitting and shares both, as on exam day. */
export async function shareEverything(page: Page): Promise<void> {
  await page.getByTestId('enter-sitting').first().click();
  await page.getByTestId('share-webcam').click();
  await page.getByTestId('share-screen').click();
  await untilState(page.getByTestId('link-webcam'), 'live');
  await untilState(page.getByTestId('link-screen'), 'live');
}

/** A proctor opens the one demo room. */
export async function openWall(page: Page): Promise<void> {
  await page.getByTestId('open-room').first().click();
  await page.getByTestId('tile').first().waitFor();
}

export async function untilState(marked: Locator, state: string, ms = 20_000): Promise<void> {
  await until(async () => {
    const now = await marked.first().getAttribute('data-state', { timeout: ms });
    return now === state ? undefined : `its state is ${now}, not ${state}`;
  }, ms);
  expect(await marked.first().getAttribute('data-state')).toBe(state);
}
