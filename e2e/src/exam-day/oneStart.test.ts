import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openContext, openHeadlessBrowser } from '../support/browsers.ts';
import { until } from '../support/until.ts';
import { CandidateDesk } from './candidateDesk.ts';
import { preparePages } from './candidateProfile.ts';
import { ExamDayStage, type OpenExam, serverText, type Writer } from './examDayStage.ts';

describe('an exam starts once, and one page writes', () => {
  let stage: ExamDayStage;
  let browser: Browser;
  let exam: OpenExam;

  beforeAll(async () => {
    [stage, browser] = await Promise.all([ExamDayStage.start(), openHeadlessBrowser({ fakeCapture: true })]);
    exam = await stage.exam();
  });

  afterAll(async () => {
    await browser?.close();
    await stage?.close();
  });

  async function profile(writer: Writer) {
    const context = await openContext(browser, { origin: stage.url, camera: true });
    await preparePages(context, writer.deviceId);
    return context;
  }

  const starts = async ({ sittingId }: Writer) => (await stage.audited(sittingId, 'sittingStarted')).length;

  test('a double click on OK, and an answer that is lost on its way, are one start', async () => {
    const writer = await stage.writer(exam, { name: 'Dora Double' });
    const context = await profile(writer);
    const desk = await CandidateDesk.open(context, stage, writer);
    await desk.prepare();
    let asked = 0;
    await desk.page.route('**/start', async (route) => {
      asked += 1;
      if (asked > 1) return await route.continue();
      await route.fetch();
      await route.abort('connectionreset');
    });
    await desk.page.getByTestId('start-exam').click();
    await desk.page.getByTestId('ok-start').dblclick();
    await until(() => (asked > 0 ? undefined : 'the start was not asked for'));
    // It did start: the page finds that out by itself, without a second press.
    await desk.isWriting();
    expect(await starts(writer)).toBe(1);
    await context.close();
  });

  test('tabs that start at once are one start, and only one of them writes', async () => {
    const writer = await stage.writer(exam, { name: 'Tina Tabs' });
    const context = await profile(writer);
    const first = await CandidateDesk.open(context, stage, writer);
    await first.prepare();
    const second = await CandidateDesk.at(await context.newPage(), stage, writer.sittingId);
    await second.prepare();
    await first.page.getByTestId('take-over').waitFor();
    // The page of the first tab is told to wait, so what it would ask is asked beside the second's own start.
    const rivals = (body: unknown) =>
      first.page.evaluate(
        async ({ url, body: given }) => {
          const ask = async () => {
            const rival = { ...(given as object), key: crypto.randomUUID(), pageId: crypto.randomUUID() };
            const headers = { 'content-type': 'application/json' };
            return (await fetch(url, { method: 'POST', headers, body: JSON.stringify(rival) })).status;
          };
          return await Promise.all([ask(), ask(), ask()]);
        },
        { url: `/api/sittings/${writer.sittingId}/start`, body },
      );
    const answers: number[] = [];
    await second.page.route('**/start', async (route) => {
      const [statuses, own] = await Promise.all([rivals(route.request().postDataJSON()), route.fetch()]);
      answers.push(...statuses, own.status());
      await route.fulfill({ response: own });
    });
    await second.page.getByTestId('start-exam').click();
    await second.page.getByTestId('ok-start').click();
    await until(() => (answers.length === 4 ? undefined : 'not all have their answer'));
    expect(answers.filter((status) => status === 200)).toHaveLength(1);
    expect(await starts(writer)).toBe(1);
    await context.close();
  });

  test('a second tab takes the writing over, and the first is told and stops', async () => {
    const writer = await stage.writer(exam, { name: 'Otto Over' });
    const context = await profile(writer);
    const first = await CandidateDesk.open(context, stage, writer);
    await first.begin();
    await first.type('Written on the first page.');
    await first.saved();
    const second = await CandidateDesk.at(await context.newPage(), stage, writer.sittingId);
    await second.page.getByTestId('take-over-writing').click();
    await first.page.getByTestId('blocked').waitFor();
    expect(await first.editor.getAttribute('contenteditable')).toBe('false');
    await second.activateAgain();
    await second.isWriting();
    expect(await second.text()).toBe('Written on the first page.');
    await second.type(' And on the second.');
    await second.saved();
    expect(await serverText(writer)).toBe('Written on the first page. And on the second.');
    expect(await starts(writer)).toBe(1);
    expect(await stage.audited(writer.sittingId, 'writingTakenOver')).toHaveLength(1);
    await context.close();
  });
});
