import { readFile } from 'node:fs/promises';
import type { HttpCaller } from '@invigil/contract/client/httpCaller';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { CheckPage, sentences } from '../device/checkPage.ts';
import { freshEmail } from '../onboarding/onboardingStage.ts';
import { barriers } from '../support/accessibility.ts';
import { openContext, openHeadlessBrowser } from '../support/browsers.ts';
import { httpPersonAs } from '../support/httpPerson.ts';
import { Keyboard } from '../support/keyboard.ts';
import { untilState } from '../support/people.ts';
import { untilMoving } from '../support/pictures.ts';
import { until } from '../support/until.ts';
import { CandidateDesk } from './candidateDesk.ts';
import { preparePages } from './candidateProfile.ts';
import { ExamDayStage, type OpenExam, serverText } from './examDayStage.ts';
import { openExam, threeQuestions } from './examPaper.ts';

const hour = 3_600_000;
const password = 'Longenough1';
const who = { name: 'Zoé Élie', email: freshEmail('zoe'), language: 'fr' as const };
const answer = 'Un contrat est un accord de volontés.';

/** From the mail to the copy, in French and without a mouse; each test goes on from where the one before it left the page. */
describe('a whole exam day in French with the keyboard alone', () => {
  let stage: ExamDayStage;
  let browser: Browser;
  let context: BrowserContext;
  let exam: OpenExam;
  let page: Page;
  let keys: Keyboard;
  let http: HttpCaller;
  let sittingId = '';
  let proctor: Page;
  const faults: string[] = [];

  beforeAll(async () => {
    [stage, browser] = await Promise.all([ExamDayStage.start(), openHeadlessBrowser({ fakeCapture: true })]);
    const written = openExam({
      questions: threeQuestions(),
      opensAt: new Date(Date.now() + hour).toISOString(),
      closesAt: new Date(Date.now() + 4 * hour).toISOString(),
      instructions: 'Numérotez vos pages.',
      title: 'Droit des contrats',
    });
    exam = await stage.exam(written, 1);
    context = await openContext(browser, { origin: stage.url, language: 'fr', camera: true });
    context.setDefaultTimeout(30_000);
    await preparePages(context);
    page = await context.newPage();
    keys = new Keyboard(page);
    page.on('pageerror', (fault) => faults.push(fault.message));
    page.on('console', (message) => {
      if (message.text().includes('Content Security Policy')) faults.push(message.text());
    });
  });

  afterAll(async () => {
    await browser?.close();
    await stage?.close();
  });

  const inspect = async () => expect(await barriers(page)).toEqual([]);
  const gate = (name: string) => page.getByTestId(`gate-${name}`);

  test('the mail leads to a password, both documents and the dashboard', async () => {
    const personId = await stage.house.invite(who);
    const admin = await stage.house.admin();
    const { examId, roomId } = exam;
    await admin.call('enrol', { params: { examId }, body: { roomId, personIds: [personId] } });
    await page.goto(stage.house.linkOf(await stage.house.mailTo(who.email)));
    await page.getByTestId('code-whole').waitFor();
    await keys.press(page.locator('input[name=code]'));
    await keys.tick(page.getByTestId('language-fr'));
    await keys.write(page.locator('input[name=new-password]'), password);
    for (const kind of ['termsOfUse', 'privacyPolicy']) await keys.tick(page.getByTestId(`accept-${kind}`));
    await keys.press(page.getByTestId('activate'));
    await page.waitForURL('**/dashboard');
    await page.getByTestId('countdown').waitFor();
    await inspect();
    http = await httpPersonAs(stage.url, { email: who.email, password });
    sittingId = (await http.call('mySittings')).sittings[0]?.sittingId ?? '';
  });

  test('before the exam opens its gates stand in order, and the device is validated from there', async () => {
    await page.goto(`${stage.url}/sittings/${sittingId}`);
    await untilState(gate('window'), 'waiting');
    const gates = page.locator('li[data-testid^=gate-]');
    const names = await gates.evaluateAll((all) => all.map(({ dataset }) => dataset.testid));
    expect(names).toEqual(['gate-browser', 'gate-window', 'gate-device', 'gate-terms']);
    for (const one of await gates.all()) expect((await one.innerText()).length).toBeGreaterThan(20);
    expect(await gate('window').innerText()).toContain('Ouvre dans');
    expect(await page.getByTestId('start-exam').isDisabled()).toBe(true);
    await inspect();
    await keys.press(gate('device').getByTestId('validate-device'));
    const check = new CheckPage(page, { language: 'fr', url: stage.url, http });
    await keys.press(page.getByTestId('start-check'));
    await check.untilStep('screen', 'yours');
    await inspect();
    await keys.press(page.getByTestId('share-screen'));
    await check.untilPhase('typing');
    await keys.reach(page.getByTestId('writing-field'));
    await page.keyboard.type(sentences.fr);
    await page.locator('[data-testid=device-result][data-passed=true]').waitFor({ timeout: 60_000 });
    await inspect();
    await keys.press(page.getByTestId('go-next'));
    await untilState(gate('device'), 'done');
  });

  test('the exam opens by itself, and a proctor sees what is shared while the Terms are read', async () => {
    const admin = await stage.house.admin();
    const params = { examId: exam.examId };
    const { revision } = await admin.call('exam', { params });
    const opensAt = new Date(Date.now() - 1_000).toISOString();
    [proctor] = await Promise.all([
      stage.proctor(exam),
      admin.call('changeExam', { params, body: { revision, opensAt } }),
      untilState(gate('window'), 'done'),
    ]);
    await keys.press(page.getByTestId('share-screen'));
    await keys.press(page.getByTestId('share-webcam'));
    await untilState(page.getByTestId('link-screen'), 'live');
    await untilState(page.getByTestId('link-webcam'), 'live');
    expect(await page.getByTestId('start-exam').isDisabled()).toBe(true);
    expect(await page.getByTestId('start-state').innerText()).toContain('Conditions');
    await keys.press(page.getByTestId('read-terms'));
    await inspect();
    await keys.press(page.getByTestId('accept-exam-terms'));
    await untilState(gate('terms'), 'done');
    const tile = proctor.getByTestId('tile').first();
    await Promise.all([
      untilMoving(tile.getByTestId('tile-webcam'), 'the webcam tile'),
      untilMoving(tile.getByTestId('tile-screen'), 'the screen tile', { frames: 1 }),
    ]);
  });

  test('cancel starts nothing; OK starts the time', async () => {
    await keys.press(page.getByTestId('start-exam'));
    await page.getByTestId('confirm-start').waitFor();
    await inspect();
    await keys.press(page.getByTestId('cancel-start'));
    await page.getByTestId('confirm-start').waitFor({ state: 'hidden' });
    const [sitting] = (await http.call('mySittings')).sittings;
    expect(sitting?.state).toBe('scheduled');
    await keys.press(page.getByTestId('start-exam'));
    await keys.press(page.getByTestId('ok-start'));
    await page.getByTestId('writing-desk').waitFor();
    expect(await page.getByTestId('time-left').innerText()).toMatch(/^(59|1:00|60)/);
    await page.locator('[data-page="1"][data-drawn=true]').waitFor();
    await inspect();
  });

  test('documents scroll, a choice and a file are given, and an empty mandatory question holds the copy back', async () => {
    await keys.reach(page.getByTestId('document'));
    await page.keyboard.press('End');
    await until(async () => {
      const place = await page.getByTestId('document-page').innerText();
      return place.replace(/\s/g, '') === '3/3' ? undefined : `the page is ${place}`;
    });
    await keys.press(page.getByTestId('question-2'));
    await keys.tick(page.getByTestId('answer-choice').locator('input').first());
    await keys.press(page.getByTestId('question-3'));
    await keys.giveFile(page.getByTestId('choose-file'), { name: 'notes.csv', text: 'a;b' });
    await page.getByTestId('answer-file-line').getByText('notes.csv').waitFor();
    await keys.press(page.getByTestId('review-button'), { back: true });
    await page.getByTestId('missing').waitFor();
    expect(await page.getByTestId('hand-in').isDisabled()).toBe(true);
    await inspect();
    await keys.press(page.getByTestId('missing').getByRole('button').first());
    await keys.reach(page.getByTestId('answer-text'));
    await page.keyboard.type(answer);
    await untilState(page.getByTestId('save-state'), 'saved');
    await inspect();
    expect(await proctor.getByTestId('tile').first().getAttribute('data-state')).toBe('here');
  });

  test('handed in, the receipt has a hash, and the shares are stopped', async () => {
    await keys.press(page.getByTestId('review-button'), { back: true });
    await keys.press(page.getByTestId('hand-in'));
    await inspect();
    await keys.press(page.getByTestId('confirm-hand-in'));
    await page.getByTestId('receipt-hash').waitFor();
    const hash = await page.getByTestId('receipt-hash').innerText();
    expect(hash).toMatch(/^[0-9a-f]{64}$/);
    await inspect();
    expect(await page.evaluate(() => window.givenTracks.screen.map(({ readyState }) => readyState))).not.toContain(
      'live',
    );
    await untilState(proctor.getByTestId('tile-link-screen'), 'off');
    console.log(`the receipt's hash is ${hash}`);
  });

  test('the copy is read and saved as a PDF from the dashboard', async () => {
    await page.goto(`${stage.url}/dashboard`);
    await keys.press(page.getByTestId('open-copy'));
    await page.getByText(answer).waitFor();
    for (const given of ['Its parties', 'notes.csv']) await page.getByText(given).first().waitFor();
    await inspect();
    const download = page.waitForEvent('download');
    await keys.press(page.getByTestId('copy-pdf'));
    const file = await readFile(await (await download).path());
    expect(file.subarray(0, 5).toString()).toBe('%PDF-');
    console.log(`the copy is a PDF of ${file.length} bytes named ${(await download).suggestedFilename()}`);
  });

  test('no page broke its Content-Security-Policy or its scripts', () => {
    expect(faults).toEqual([]);
  });

  test('and the same in English, from the dashboard to the receipt', async () => {
    const second = await stage.exam(openExam({ title: 'English law' }));
    const writer = await stage.writer(second, { name: 'Adam Smith' });
    const english = await openContext(browser, { origin: stage.url, language: 'en', camera: true });
    await preparePages(english, writer.deviceId);
    const desk = await CandidateDesk.open(english, stage, writer);
    await desk.page.goto(`${stage.url}/dashboard`);
    await desk.page.getByTestId('enter-sitting').click();
    await desk.begin();
    await desk.type('A contract is a meeting of minds.');
    await desk.handIn();
    expect(await desk.receipt()).toMatch(/^[0-9a-f]{64}$/);
    await desk.page.getByTestId('open-copy').click();
    await desk.page.getByText('A contract is a meeting of minds.').waitFor();
    expect(await serverText(writer)).toBe('A contract is a meeting of minds.');
    await english.close();
  });
});
