import type { IncidentKind } from '@invigil/contract/incidentKinds';
import type { Browser, BrowserContext, Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openContext, openHeadlessBrowser } from '../support/browsers.ts';
import { untilState } from '../support/people.ts';
import { until } from '../support/until.ts';
import { CandidateDesk } from './candidateDesk.ts';
import { preparePages } from './candidateProfile.ts';
import { ExamDayStage, type OpenExam, type Writer } from './examDayStage.ts';
import { openExam } from './examPaper.ts';

/** One candidate before one proctor; each test goes on from where the one before it left the two browsers. */
describe('what happens while writing reaches the proctor as it happens', () => {
  let stage: ExamDayStage;
  let browser: Browser;
  let context: BrowserContext;
  let exam: OpenExam;
  let writer: Writer;
  let desk: CandidateDesk;
  let proctor: Page;

  beforeAll(async () => {
    [stage, browser] = await Promise.all([ExamDayStage.start(), openHeadlessBrowser({ fakeCapture: true })]);
    exam = await stage.exam(openExam({ rules: { secondDisplay: 'warned' } }));
    writer = await stage.writer(exam, { name: 'Iris Incident' });
    context = await openContext(browser, { origin: stage.url, camera: true });
    await preparePages(context, writer.deviceId);
    [desk, proctor] = await Promise.all([CandidateDesk.open(context, stage, writer), stage.proctor(exam)]);
    await proctor.getByTestId('open-incidents').click();
  });

  afterAll(async () => {
    await browser?.close();
    await stage?.close();
  });

  const told = (kind: IncidentKind): Locator => proctor.locator(`[data-testid=incident][data-kind=${kind}]`);
  const tileLink = (source: 'webcam' | 'screen') => proctor.getByTestId(`tile-link-${source}`).first();

  /** The proctor's open page shows it by itself, and the server has it. */
  async function arrives(kind: IncidentKind, { over = false } = {}): Promise<void> {
    await told(kind).first().waitFor();
    await until(async () => {
      const found = (await stage.incidents(exam, writer.sittingId)).find((incident) => incident.kind === kind);
      if (found === undefined) return `the server has no ${kind}`;
      return over && found.endedAt === null ? `${kind} still goes on` : undefined;
    });
  }

  /** As the person does in Chrome's own settings. */
  async function allowCamera(setting: 'granted' | 'denied'): Promise<void> {
    const { targetInfo } = await (await context.newCDPSession(desk.page)).send('Target.getTargetInfo');
    const devTools = await browser.newBrowserCDPSession();
    const { browserContextId } = targetInfo;
    const permission = { name: 'camera' };
    await devTools.send('Browser.setPermission', { permission, setting, origin: stage.url, browserContextId });
    await devTools.detach();
  }

  /** Presses the one button, and nothing else: writing goes on by itself. */
  async function recover(): Promise<void> {
    await desk.activateAgain();
    await desk.isWriting();
    await desk.page.getByTestId('blocked').waitFor({ state: 'detached' });
  }

  test('a window instead of the screen is stopped at once and never published; the picture helps to choose again', async () => {
    const { page } = desk;
    await page.getByTestId('share-webcam').click();
    await page.evaluate(() => {
      window.nextSurface = 'window';
    });
    await page.getByTestId('share-screen').click();
    await page.getByTestId('trouble-screen').waitFor();
    const [stopped] = await page.evaluate(() => window.stoppedScreens);
    console.log(`a shared ${stopped?.surface} was stopped after ${stopped?.afterMs.toFixed(1)} ms`);
    expect(stopped?.surface).toBe('window');
    expect(stopped?.afterMs).toBeLessThan(500);
    expect(await page.getByTestId('wrong-surfaces').innerText()).toContain('1');
    expect(await page.locator('article', { hasText: 'screen' }).locator('.drawing').isVisible()).toBe(true);
    const sent = await page.evaluate(() => {
      const [wrong] = window.givenTracks.screen;
      const senders = window.openedPeerConnections.flatMap((connection) => connection.getSenders());
      return senders.some(({ track }) => track !== null && track === wrong);
    });
    expect(sent).toBe(false);
    await untilState(tileLink('screen'), 'blocked');
    await arrives('wrongSurface');
    await desk.prepare({ shares: ['screen'] });
    await untilState(tileLink('screen'), 'live');
    await desk.start();
  });

  test('a share that ends blocks writing at once, one button brings it back, and the time is given back and written down', async () => {
    const { page } = desk;
    await desk.type('Before the cut.');
    const blockedAfterMs = await page.evaluate(async () => {
      const began = performance.now();
      const track = window.givenTracks.screen.at(-1);
      track?.stop();
      track?.dispatchEvent(new Event('ended'));
      const editor = document.querySelector('[data-testid=answer-text]');
      while (editor?.getAttribute('contenteditable') !== 'false') await new Promise(requestAnimationFrame);
      return performance.now() - began;
    });
    console.log(`writing was blocked ${blockedAfterMs.toFixed(0)} ms after the share had ended`);
    expect(blockedAfterMs).toBeLessThan(1_000);
    const blocked = page.getByTestId('blocked');
    await blocked.waitFor();
    expect(await blocked.getByRole('button').count()).toBe(1);
    await arrives('shareStopped');
    await until(async () => {
      const paused = await stage.audited(writer.sittingId, 'writingPaused');
      return paused.length === 1 ? undefined : 'the server has not paused the writing';
    });
    await recover();
    await desk.saved();
    await page.getByTestId('credit').getByText('given back').waitFor();
    console.log(`the candidate reads: ${await page.getByTestId('credit').innerText()}`);
    const [credited] = await stage.audited(writer.sittingId, 'timeCredited');
    expect(credited?.facts).toMatchObject({ reason: 'capture' });
    await arrives('shareStopped', { over: true });
    await untilState(tileLink('screen'), 'live');
  });

  test('another window before the exam, and a tab that is hidden, are told, and that both are over', async () => {
    const devtools = await context.newCDPSession(desk.page);
    // A driver makes each of its pages believe that it has the focus.
    await devtools.send('Emulation.setFocusEmulationEnabled', { enabled: false });
    const other = await context.newPage();
    await other.bringToFront();
    await arrives('focusLost');
    // A headless browser hides no tab, so the page is told that it is.
    const become = (state: DocumentVisibilityState) =>
      desk.page.evaluate((now) => {
        Object.defineProperty(document, 'visibilityState', { configurable: true, get: () => now });
        document.dispatchEvent(new Event('visibilitychange'));
      }, state);
    await become('hidden');
    await arrives('tabHidden');
    await become('visible');
    await desk.page.bringToFront();
    await other.close();
    await arrives('tabHidden', { over: true });
    await arrives('focusLost', { over: true });
    await devtools.send('Emulation.setFocusEmulationEnabled', { enabled: true });
  });

  test('a paste is told by how much it was, never by what it was', async () => {
    await context.grantPermissions(['camera', 'microphone', 'clipboard-read', 'clipboard-write'], {
      origin: stage.url,
    });
    const secret = 'taken from somewhere else';
    await desk.page.evaluate((text) => navigator.clipboard.writeText(text), secret);
    await desk.editor.click();
    await desk.page.keyboard.press('ControlOrMeta+v');
    await arrives('pasted');
    const pasted = (await stage.incidents(exam, writer.sittingId)).find(({ kind }) => kind === 'pasted');
    expect(pasted?.facts).toMatchObject({ characters: secret.length, refused: false });
    expect(JSON.stringify(pasted)).not.toContain(secret);
    expect(await told('pasted').first().innerText()).not.toContain(secret);
  });

  test('a second display that is connected while writing is told', async () => {
    const devtools = await context.newCDPSession(desk.page);
    const added = { left: 1_920, top: 0, width: 1_280, height: 720 };
    await devtools.send('Emulation.addScreen', added);
    await arrives('secondDisplay');
  });

  test('a webcam that is unplugged, or whose permission is taken back, blocks writing and is told', async () => {
    await desk.page.evaluate(() => {
      const track = window.givenTracks.webcam.at(-1);
      track?.stop();
      track?.dispatchEvent(new Event('ended'));
    });
    await desk.page.getByTestId('blocked').waitFor();
    await arrives('cameraUnplugged');
    await recover();
    await untilState(tileLink('webcam'), 'live');
    await allowCamera('denied');
    await desk.page.getByTestId('blocked').waitFor();
    await arrives('cameraDenied');
    await allowCamera('granted');
    await recover();
    await untilState(tileLink('webcam'), 'live');
  });
});
