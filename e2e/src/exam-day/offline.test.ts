import type { Browser, BrowserContext } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openContext, openHeadlessBrowser } from '../support/browsers.ts';
import { ImpairedNetwork } from '../support/impairedNetwork.ts';
import { untilState } from '../support/people.ts';
import { until } from '../support/until.ts';
import { CandidateDesk } from './candidateDesk.ts';
import { preparePages, watchShownAsSaved } from './candidateProfile.ts';
import { ExamDayStage, serverText, type Writer } from './examDayStage.ts';
import { openExam } from './examPaper.ts';
import { expectAllShownAtServer, untilMuchIsSaved } from './nothingLost.ts';
import { Typist } from './typist.ts';

const cutMs = 60_000;
/** The minute, the server's grace after it, and what a slow machine takes before and after. */
const longestMs = 200_000;
const nothingShared = { webcam: false, screen: false };

/** Two candidates behind one line that is cut for a minute, and one whose line is good: three exams in the same two minutes. */
describe('without a network nothing is lost, and the time runs at the server', () => {
  let stage: ExamDayStage;
  let network: ImpairedNetwork;
  let far: Browser;
  let near: Browser;
  let typing: Writer;
  let late: Writer;
  let prompt: Writer;
  let twice: Writer;

  beforeAll(async () => {
    stage = await ExamDayStage.start();
    network = await ImpairedNetwork.before(stage.invigil);
    [far, near] = await Promise.all([
      openHeadlessBrowser({ fakeCapture: true, args: network.browserArgs }),
      openHeadlessBrowser(),
    ]);
    const alone = (title: string, durationMinutes: number) =>
      stage.exam(openExam({ title, durationMinutes, rules: nothingShared }));
    const [long, short, other] = await Promise.all([stage.exam(), alone('One minute', 1), alone('Two devices', 60)]);
    [typing, late, prompt, twice] = await Promise.all([
      stage.writer(long, { name: 'Olga Offline' }),
      stage.writer(short, { name: 'Lars Late' }),
      stage.writer(short, { name: 'Pia Prompt' }),
      stage.writer(other, { name: 'Tove Twice' }),
    ]);
  });

  afterAll(async () => {
    await Promise.all([far?.close(), near?.close()]);
    await network?.close();
    await stage?.close();
  });

  async function profile(browser: Browser, writer: Writer): Promise<BrowserContext> {
    const context = await openContext(browser, { origin: stage.url, camera: true });
    if (browser === far) await network.carryMediaOf(context);
    await preparePages(context, writer.deviceId);
    return context;
  }

  /** Opens an exam that shares nothing, and starts it. */
  async function startsAlone(browser: Browser, writer: Writer): Promise<CandidateDesk> {
    const desk = await CandidateDesk.open(await profile(browser, writer), stage, writer);
    await desk.acceptTerms();
    await untilState(desk.page.getByTestId('gate-terms'), 'done');
    await desk.start();
    return desk;
  }

  test('a minute offline, an end while offline, and an end at zero', { timeout: longestMs }, async () => {
    const context = await profile(far, typing);
    const shown = await watchShownAsSaved(context);
    const desk = await CandidateDesk.open(context, stage, typing);
    await desk.begin();
    const typist = new Typist(desk);
    await typist.start();
    await untilMuchIsSaved(shown);

    const [lateDesk, promptDesk] = await Promise.all([startsAlone(far, late), startsAlone(near, prompt)]);
    await lateDesk.type('In time.');
    await lateDesk.saved();
    network.cut();
    const cutAt = Date.now();
    await lateDesk.type(' Typed without a network.');
    await promptDesk.type('Handed in by the clock.');

    await untilState(desk.page.getByTestId('save-state'), 'kept', 40_000);
    expect(await desk.page.getByTestId('blocked').count(), 'writing goes on').toBe(0);
    const whenKept = (await desk.text()).length;

    await promptDesk.receipt(80_000);
    expect(await promptDesk.page.getByTestId('receipt').innerText()).toContain('time');
    expect(await serverText(prompt)).toBe('Handed in by the clock.');
    expect((await stage.audited(prompt.sittingId, 'sittingSubmitted'))[0]?.facts).toMatchObject({ by: 'timer' });
    await until(async () => {
      const ended = await stage.audited(late.sittingId, 'sittingTimedOut');
      return ended.length === 1 ? undefined : 'the server has not ended who is offline';
    }, 60_000);
    expect(await serverText(late)).toBe('In time.');
    await until(() => (Date.now() - cutAt >= cutMs ? undefined : 'the minute is not over'), cutMs);
    expect((await desk.text()).length, 'typing went on').toBeGreaterThan(whenKept);
    network.mend();
    const mendedAt = Date.now();

    await untilMuchIsSaved(shown);
    console.log(`${Math.round((mendedAt - cutAt) / 1_000)} s offline; saved again ${Date.now() - mendedAt} ms after`);
    await typist.stop();
    await desk.saved(40_000);
    await expectAllShownAtServer(typing, shown);
    expect((await serverText(typing)).trimEnd()).toBe((await desk.text()).trimEnd());
    expect(await desk.page.getByTestId('blocked').count()).toBe(0);

    await lateDesk.receipt(40_000);
    const { sittingId } = late;
    const copyOf = () => late.http.call('myCopy', { params: { sittingId } });
    await until(async () => ((await copyOf()).late.length > 0 ? undefined : 'nothing is kept beside the copy'), 40_000);
    const copy = await copyOf();
    expect(copy.text).toContain('In time.');
    expect(copy.text).not.toContain('without a network');
    expect(copy.late.map(({ text }) => text)).toEqual(['In time. Typed without a network.']);
    await lateDesk.page.getByTestId('open-copy').click();
    await lateDesk.page.getByTestId('copy-late').getByText('Typed without a network.').waitFor();
  });

  test('two devices that both wrote: both texts are there', async () => {
    const writer = twice;
    const first = await startsAlone(far, writer);
    await first.type('Common beginning.');
    await first.saved();
    network.cut();
    await first.type(' Only on the first device.');
    await untilState(first.page.getByTestId('save-state'), 'kept', 40_000);
    const second = await CandidateDesk.open(await profile(near, writer), stage, writer);
    await second.page.getByTestId('take-over-writing').or(second.editor).first().waitFor();
    if ((await second.editor.count()) === 0) await second.page.getByTestId('take-over-writing').click();
    await second.isWriting();
    await second.page.keyboard.press('ControlOrMeta+End');
    await second.type(' Only on the second device.');
    await second.saved();
    network.mend();
    await first.page.getByTestId('take-over-writing').click({ timeout: 40_000 });
    await first.isWriting();
    await first.saved(40_000);
    await first.page.getByTestId('merged').waitFor();
    const text = await serverText(writer);
    expect(text).toContain('Only on the first device.');
    expect(text).toContain('Only on the second device.');
  });
});
