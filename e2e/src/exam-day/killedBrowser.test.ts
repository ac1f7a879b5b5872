import type { BrowserContext } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { CandidateDesk } from './candidateDesk.ts';
import { preparePages, watchShownAsSaved } from './candidateProfile.ts';
import { ExamDayStage, serverText, type Writer } from './examDayStage.ts';
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
  const context = await profile(writer);
  const shown = await watchShownAsSaved(context);
  const desk = await CandidateDesk.open(context, stage, writer);
  await desk.begin();
  const cookies = await context.cookies();
  const typist = new Typist(desk);
  await typist.start();
  await untilMuchIsSaved(shown);
  const killed = browser.killAndStart();
  await Promise.all([killed, typist.stop()]);
  await expectAllShownAtServer(writer, shown);

  const anew = await profile(writer);
  // Chromium writes its cookies down every half minute only, and this person signed in a moment ago instead of long before.
  await anew.addCookies(cookies);
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
