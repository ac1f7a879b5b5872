import type { BrowserContext } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { signIn } from '../support/people.ts';
import { until } from '../support/until.ts';
import { CandidateDesk } from './candidateDesk.ts';
import { preparePages, watchShownAsSaved } from './candidateProfile.ts';
import { ExamDayStage, type OpenExam, serverText, type Writer } from './examDayStage.ts';
import { openExam } from './examPaper.ts';
import { LooseBrowser } from './looseBrowser.ts';
import { backToWriting, expectAllShownAtServer, untilMuchIsSaved } from './nothingLost.ts';
import { Typist } from './typist.ts';

let stage: ExamDayStage;
let browser: LooseBrowser;

beforeAll(async () => {
  [stage, browser] = await Promise.all([ExamDayStage.start(), LooseBrowser.open()]);
});

afterAll(async () => {
  await browser?.close();
  await stage?.close();
});

/** Goes on with the profile as it is. */
async function profile(writer: Writer): Promise<BrowserContext> {
  const context = await browser.drive();
  context.setDefaultTimeout(30_000);
  await context.grantPermissions(['camera', 'microphone'], { origin: stage.url });
  await preparePages(context, writer.deviceId);
  return context;
}

test('what the page showed as saved outlives the killing of the browser, and one click leads back to it', async () => {
  const writer = await stage.writer(await stage.exam(), { name: 'Karl Killed' });
  const first = await profile(writer);
  await signIn(await first.newPage(), stage.invigil, writer);
  // Chromium writes its cookies down once in a while, and when it is closed: this person signed in some time ago.
  await browser.startAgain('closed');
  const context = await profile(writer);
  const shown = await watchShownAsSaved(context);
  const desk = await CandidateDesk.at(await context.newPage(), stage, writer.sittingId);
  await desk.begin();
  const typist = new Typist(desk);
  await typist.start();
  await untilMuchIsSaved(shown);
  const killed = browser.startAgain('killed');
  await Promise.all([killed, typist.stop()]);
  await expectAllShownAtServer(writer, shown);

  const anew = await profile(writer);
  const page = await anew.newPage();
  const began = Date.now();
  const again = await CandidateDesk.at(page, stage, writer.sittingId);
  const ms = await backToWriting(again, began);
  console.log(`back to writing ${ms} ms after the page was opened in the new browser, with one click`);
  expect(ms).toBeLessThan(10_000);
  await expectAllShownAtServer(writer, shown);
  const text = await again.text();
  expect(text.startsWith(shown.at(-1) ?? ''), text).toBe(true);
  await again.type(' And on.');
  await again.saved();
  expect((await serverText(writer)).endsWith('And on.')).toBe(true);
  await page.close();
});

test('a tab that is hidden is told, and that it is back', async () => {
  const exam: OpenExam = await stage.exam(openExam({ title: 'Tabs', rules: { webcam: false, screen: false } }));
  const writer = await stage.writer(exam, { name: 'Hilda Hidden' });
  const context = await profile(writer);
  await context.clearCookies();
  const desk = await CandidateDesk.open(context, stage, writer);
  await desk.acceptTerms();
  await desk.start();
  const proctor = await stage.proctor(exam);
  await proctor.getByTestId('open-incidents').click();
  await (await context.newPage()).bringToFront();
  await browser.letGo();
  await proctor.locator('[data-testid=incident][data-kind=tabHidden]').waitFor();
  await browser.drive();
  await until(async () => {
    const hidden = (await stage.incidents(exam, writer.sittingId)).find(({ kind }) => kind === 'tabHidden');
    return hidden?.endedAt ? undefined : 'the server does not know that the tab is back';
  });
});
