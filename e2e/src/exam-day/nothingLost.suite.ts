import type { Browser, BrowserContext } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openContext, openHeadlessBrowser } from '../support/browsers.ts';
import { captureRequests, transportFacts } from '../support/peerConnections.ts';
import { untilState } from '../support/people.ts';
import type { StartProduct } from '../support/product.ts';
import { until } from '../support/until.ts';
import { CandidateDesk } from './candidateDesk.ts';
import { preparePages, watchShownAsSaved } from './candidateProfile.ts';
import { ExamDayStage, serverText, type Writer } from './examDayStage.ts';
import { backToWriting, expectAllShownAtServer, untilMuchIsSaved } from './nothingLost.ts';
import { Typist } from './typist.ts';

/**
 * One candidate who types all the time; each test goes on from where the one before it left the page. The same day in one
 * process and in a cluster of them.
 */
export function nothingLostSuite(place: string, startProduct?: StartProduct): void {
  describe(`what the page showed as saved outlives a reload, a media worker and the whole server, ${place}`, () => {
    let stage: ExamDayStage;
    let browser: Browser;
    let context: BrowserContext;
    let writer: Writer;
    let desk: CandidateDesk;
    let typist: Typist;
    let shown: string[];

    beforeAll(async () => {
      [stage, browser] = await Promise.all([
        ExamDayStage.start(startProduct),
        openHeadlessBrowser({ fakeCapture: true }),
      ]);
      writer = await stage.writer(await stage.exam(), { name: 'Nora Nevergone' });
      context = await openContext(browser, { origin: stage.url, camera: true });
      await preparePages(context, writer.deviceId);
      shown = await watchShownAsSaved(context);
      desk = await CandidateDesk.open(context, stage, writer);
      await desk.begin();
      typist = new Typist(desk);
    });

    afterAll(async () => {
      await typist?.stop();
      await browser?.close();
      await stage?.close();
    });

    /** All that is on the page arrives at the server, word for word. */
    async function allArrives(): Promise<void> {
      const text = (await desk.text()).trimEnd();
      await until(async () => {
        const there = await serverText(writer);
        return there.trimEnd() === text ? undefined : `the server has "${there}", the page "${text}"`;
      }, 30_000);
    }

    test('a reload in the middle of a word', async () => {
      await typist.start();
      await untilMuchIsSaved(shown);
      await typist.stop();
      await desk.page.keyboard.type('half');
      const before = await desk.text();
      const began = Date.now();
      await desk.page.reload({ waitUntil: 'commit' });
      const ms = await backToWriting(desk, began);
      console.log(`back to writing ${ms} ms after a reload, with one click`);
      expect(ms).toBeLessThan(10_000);
      expect(await desk.text()).toBe(before);
      await expectAllShownAtServer(writer, shown);
      await allArrives();
    });

    test('the death of the media worker blocks nobody, and asks for no new share', async () => {
      await untilState(desk.page.getByTestId('link-screen'), 'live');
      await typist.start();
      await untilMuchIsSaved(shown);
      const asked = await captureRequests(desk.page);
      const port = (await transportFacts(desk.page)).at(-1)?.serverPort ?? 0;
      process.kill(stage.invigil.workerOf(port), 'SIGKILL');
      await until(async () => {
        if ((await desk.page.getByTestId('blocked').count()) > 0) return 'writing is blocked';
        const now = (await transportFacts(desk.page)).at(-1)?.serverPort;
        return now !== undefined && now !== port ? undefined : 'no other worker has the media';
      });
      await untilState(desk.page.getByTestId('link-screen'), 'live');
      await untilMuchIsSaved(shown);
      await typist.stop();
      expect(await captureRequests(desk.page)).toEqual(asked);
      await expectAllShownAtServer(writer, shown);
      await allArrives();
    });

    test('the end of every process of the server, and its start with the same data', async () => {
      await typist.start();
      await untilMuchIsSaved(shown);
      await stage.invigil.crash();
      await untilState(desk.page.getByTestId('save-state'), 'kept');
      const typedBefore = (await desk.text()).length;
      await stage.invigil.startAgain();
      const began = Date.now();
      await expectAllShownAtServer(writer, shown);
      await until(async () => ((await desk.text()).length > typedBefore ? undefined : 'typing did not go on'));
      await untilMuchIsSaved(shown);
      console.log(`what was typed meanwhile was saved ${Date.now() - began} ms after the server was back`);
      await untilState(desk.page.getByTestId('link-screen'), 'live', 30_000);
      await typist.stop();
      await expectAllShownAtServer(writer, shown);
      await allArrives();
    });
  });
}
