import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openContext, openHeadlessBrowser } from '../support/browsers.ts';
import { ImpairedNetwork } from '../support/impairedNetwork.ts';
import { until } from '../support/until.ts';
import { CandidateDesk } from './candidateDesk.ts';
import { preparePages } from './candidateProfile.ts';
import { ExamDayStage, type OpenExam, serverText, type Writer } from './examDayStage.ts';

let stage: ExamDayStage;
let network: ImpairedNetwork;
let browser: Browser;
let exam: OpenExam;
let writer: Writer;
let proctor: Page;

beforeAll(async () => {
  stage = await ExamDayStage.start();
  network = await ImpairedNetwork.before(stage.invigil, 'mobile');
  browser = await openHeadlessBrowser({ fakeCapture: true, args: network.browserArgs });
  exam = await stage.exam();
  writer = await stage.writer(exam, { name: 'Mona Mobile' });
  proctor = await stage.proctor(exam);
});

afterAll(async () => {
  await browser?.close();
  await network?.close();
  await stage?.close();
});

test('at 300 ms, 5 % loss and 250 kbit/s up an exam is started, saved, named by its ladder, and handed in', async () => {
  const context = await openContext(browser, { origin: stage.url, camera: true });
  context.setDefaultTimeout(60_000);
  await network.carryMediaOf(context);
  await preparePages(context, writer.deviceId);
  const began = Date.now();
  const desk = await CandidateDesk.open(context, stage, writer);
  await desk.begin();
  console.log(`writing ${Math.round((Date.now() - began) / 1_000)} s after the sign-in`);

  // Who looks closely asks for more than the line bears.
  await proctor.getByTestId('tile').first().click();
  await proctor.getByTestId('focus').waitFor();
  const ladder = desk.page.getByTestId('ladder');
  await ladder.waitFor();
  await until(async () => {
    const own = await ladder.getAttribute('data-step').catch(() => null);
    const marks = proctor.getByTestId('tile').first().getByTestId('ladder');
    const seen = (await marks.count()) === 0 ? 'full' : await marks.getAttribute('data-step');
    return own !== null && own === seen ? undefined : `the candidate reads ${own}, the proctor ${seen}`;
  }, 40_000);
  console.log(`both sides read ${await ladder.getAttribute('data-step')}`);

  for (const sentence of ['First sentence.', ' Second sentence.', ' Third sentence.']) {
    await desk.type(sentence);
    const typed = Date.now();
    await desk.saved(30_000);
    console.log(`saved ${Date.now() - typed} ms after it was typed`);
  }
  expect(await serverText(writer)).toBe('First sentence. Second sentence. Third sentence.');
  await desk.handIn();
  expect(await desk.receipt(60_000)).toMatch(/^[0-9a-f]{64}$/);
});
