import { mkdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import type { Page } from 'playwright-core';
import { z } from 'zod';
import { MailServer } from '../../api/test/mailServer.ts';
import { photographExamDay } from './screenshotsOfExamDay.ts';
import { photographOnboarding } from './screenshotsOfOnboarding.ts';
import { photographProctoring } from './screenshotsOfProctoring.ts';
import { photographWalls } from './screenshotsOfWalls.ts';
import { type Language, openContext, openHeadlessBrowser, type View } from './support/browsers.ts';
import { Invigil } from './support/invigil.ts';
import { demo, openWall, shareEverything, signIn, untilState } from './support/people.ts';
import { untilMoving } from './support/pictures.ts';

/**
 * Pictures of every page as a person sees it, from the running product: `npm run screenshots` renews those of the docs
 * (1366x768, French and English); `npm run screenshots -- <folder>` writes 1366x768 and 1920x1080 elsewhere, to look at.
 * `-- --only people,walls` takes some of the parts.
 */
const { values: options, positionals } = parseArgs({ options: { only: { type: 'string' } }, allowPositionals: true });
const [elsewhere] = positionals;
const folder = resolve(elsewhere ?? join(import.meta.dirname, '../../docs/images'));
const small: View = { width: 1366, height: 768 };
const views = elsewhere === undefined ? [small] : [small, { width: 1920, height: 1080 }];
const languages: readonly Language[] = ['en', 'fr'];
await mkdir(folder, { recursive: true });

async function photograph(page: Page, name: string, language: Language): Promise<void> {
  for (const view of views) {
    await page.setViewportSize(view);
    // The layout answers to the new size within two frames; a picture taken earlier would show the old one.
    await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
    const suffix = views.length > 1 ? `-${view.width}` : '';
    await page.screenshot({ path: join(folder, `${name}-${language}${suffix}.png`) });
  }
  await page.setViewportSize(small);
}

/** The page in this language, whatever the account prefers. */
async function speak(page: Page, language: Language): Promise<void> {
  if ((await page.locator('html').getAttribute('lang')) === language) return;
  await page.getByTestId('language-switch').click();
  await page.locator(`html[lang=${language}]`).waitFor();
}

/** Everybody's pages but the exam day's own and the walls. */
async function photographPeople(): Promise<void> {
  const mails = await MailServer.start();
  const invigil = await Invigil.start({ SMTP_URL: mails.url });
  const [candidates, proctors] = await Promise.all([
    openHeadlessBrowser({ fakeCapture: true }),
    openHeadlessBrowser({ fakeCapture: true }),
  ]);

  try {
    for (const language of languages) {
      const open = { origin: invigil.url, language };
      const candidate = await (await openContext(candidates, open)).newPage();
      const second = await (await openContext(candidates, open)).newPage();
      const proctor = await (await openContext(proctors, open)).newPage();

      await proctor.goto(`${invigil.url}/sign-in`);
      await proctor.getByTestId('submit').waitFor();
      await photograph(proctor, 'sign-in', language);
      await photographOnboarding({ invigil, mails, browser: proctors, photograph, speak }, language);

      await signIn(proctor, invigil, demo.proctor);
      await speak(proctor, language);
      await proctor.getByTestId('open-room').first().waitFor();
      await photograph(proctor, 'rooms', language);
      await openWall(proctor);
      await untilState(proctor.getByTestId('live-link'), 'live');
      await photograph(proctor, 'wall-waiting', language);

      await signIn(candidate, invigil, demo.candidate);
      await speak(candidate, language);
      await candidate.getByTestId('enter-sitting').first().waitFor();
      await photograph(candidate, 'dashboard', language);
      await candidate.getByTestId('enter-sitting').first().click();
      await candidate.getByTestId('share-webcam').waitFor();
      await photograph(candidate, 'sitting-before', language);
      await candidate.goto(`${invigil.url}/sittings`);
      await shareEverything(candidate);

      await signIn(second, invigil, demo.secondCandidate);
      await shareEverything(second);
      for (const tile of [0, 1]) {
        await untilMoving(proctor.getByTestId('tile').nth(tile).getByTestId('tile-screen'), 'a screen tile');
      }
      await photograph(candidate, 'sitting', language);
      await photograph(proctor, 'wall', language);
      await proctor.getByTestId('tile-screen').first().click();
      await untilMoving(proctor.getByTestId('focus-screen'), 'the focused screen', { minWidth: 800 });
      await photograph(proctor, 'focus', language);
      await Promise.all([candidate.context().close(), second.context().close(), proctor.context().close()]);
    }
  } finally {
    await Promise.all([candidates.close(), proctors.close()]);
    await invigil.stop();
    await mails.down();
  }
}

/** A browser of its own for the walls. */
async function photographRooms(): Promise<void> {
  const browser = await openHeadlessBrowser();
  try {
    await photographWalls({ browser, photograph, speak }, languages);
  } finally {
    await browser.close();
  }
}

const parts = {
  people: photographPeople,
  examDay: () => photographExamDay(photograph, languages),
  proctoring: () => photographProctoring(photograph, languages),
  walls: photographRooms,
};
const only = z
  .array(z.enum(['people', 'examDay', 'proctoring', 'walls']))
  .parse(options.only?.split(',') ?? Object.keys(parts));
for (const part of only) await parts[part]();
process.stdout.write(`screenshots are in ${folder}\n`);
