import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openCandidateBrowser, openContext, openHeadlessBrowser } from './support/browsers.ts';
import { Display } from './support/display.ts';
import { Invigil } from './support/invigil.ts';
import { workerOfUdpPort } from './support/mediaWorkers.ts';
import { openMovingText } from './support/movingText.ts';
import { captureRequests, transportFacts } from './support/peerConnections.ts';
import { demo, openWall, shareEverything, signIn, untilState } from './support/people.ts';
import { picture, untilMoving } from './support/pictures.ts';

const screenSize = { width: 1920, height: 1080 };

/** One exam room lived through in order: each test goes on from where the one before it left the two browsers. */
describe('a candidate’s webcam and entire screen reach a live proctor', () => {
  let display: Display;
  let invigil: Invigil;
  let candidateBrowser: Browser;
  let proctorBrowser: Browser;
  let textBrowser: Browser;
  let candidate: Page;
  let proctor: Page;

  /** What the browsers refused under the pages' own Content-Security-Policy. */
  const violations: string[] = [];

  const tileWebcam = () => proctor.getByTestId('tile-webcam').first();
  const tileScreen = () => proctor.getByTestId('tile-screen').first();
  const focusWebcam = () => proctor.getByTestId('focus-webcam');
  const focusScreen = () => proctor.getByTestId('focus-screen');
  const tilesMove = async (ms?: number) => {
    await Promise.all([
      untilMoving(tileWebcam(), 'the webcam tile', { ms }),
      untilMoving(tileScreen(), 'the screen tile', { ms }),
    ]);
  };

  beforeAll(async () => {
    display = await Display.open(screenSize.width, screenSize.height);
    invigil = await Invigil.start();
    [textBrowser, candidateBrowser, proctorBrowser] = await Promise.all([
      openCandidateBrowser(display, { left: screenSize.width / 2 }),
      openCandidateBrowser(display, { left: 0 }),
      openHeadlessBrowser(),
    ]);
    await openMovingText(textBrowser);
    const origin = invigil.url;
    candidate = await (await openContext(candidateBrowser, { origin, view: null, camera: true })).newPage();
    proctor = await (await openContext(proctorBrowser, { origin, language: 'fr' })).newPage();
    for (const page of [candidate, proctor]) {
      page.on('console', (message) => {
        if (message.text().includes('Content Security Policy')) violations.push(message.text());
      });
    }
  });

  afterAll(async () => {
    await Promise.all([candidateBrowser?.close(), proctorBrowser?.close(), textBrowser?.close()]);
    await invigil?.stop();
    await display?.close();
  });

  test('the proctor’s tile shows webcam and screen moving, and the focus shows the screen at its full size', async () => {
    await Promise.all([signIn(candidate, invigil, demo.candidate), signIn(proctor, invigil, demo.proctor)]);
    await Promise.all([shareEverything(candidate), openWall(proctor)]);
    await tilesMove();

    await tileScreen().click();
    await untilMoving(focusScreen(), 'the focused screen', { minWidth: screenSize.width });
    await untilMoving(focusWebcam(), 'the focused webcam', { minWidth: 640 });
    expect(await picture(focusScreen())).toMatchObject(screenSize);
    expect(await picture(focusWebcam())).toMatchObject({ width: 640, height: 480 });
  });

  test('media is encrypted with AES-GCM on both sides', async () => {
    for (const page of [candidate, proctor]) {
      const transports = await transportFacts(page);
      expect(transports.length).toBeGreaterThan(0);
      for (const transport of transports) {
        expect(transport).toMatchObject({ dtlsState: 'connected', srtpCipher: expect.stringContaining('GCM') });
      }
    }
  });

  test('a media worker’s death brings both pictures back with no new prompt', async () => {
    const before = await captureRequests(candidate);
    const port = (await transportFacts(candidate)).at(-1)?.serverPort ?? 0;
    process.kill(workerOfUdpPort(invigil.process.pid, port), 'SIGKILL');
    await Promise.all([
      untilMoving(focusScreen(), 'the focused screen', { minWidth: screenSize.width }),
      untilMoving(focusWebcam(), 'the focused webcam', { minWidth: 640 }),
    ]);
    expect((await transportFacts(candidate)).at(-1)?.serverPort).not.toBe(port);
    expect(await captureRequests(candidate)).toEqual(before);
    await proctor.keyboard.press('Escape');
    await tilesMove();
  });

  test('a cut signaling line loses nothing: pictures go on, and what happened meanwhile is told afterwards', async () => {
    invigil.signalingLine.cut();
    await untilState(proctor.getByTestId('live-link'), 'reconnecting');
    await tilesMove();
    await candidate.getByTestId('stop-webcam').click();
    invigil.signalingLine.mend();
    await untilState(proctor.getByTestId('live-link'), 'live');
    await untilState(proctor.getByTestId('tile').first().getByTestId('tile-link-webcam'), 'off');
    await candidate.getByTestId('share-webcam').click();
    await tilesMove();
  });

  test('a reload of the proctor’s page brings the wall back', async () => {
    await proctor.reload();
    await tilesMove();
  });

  test('a second candidate’s pictures stand beside the first’s', async () => {
    const browser = await openHeadlessBrowser({ fakeCapture: true });
    try {
      const page = await (await openContext(browser, { origin: invigil.url })).newPage();
      await signIn(page, invigil, demo.secondCandidate);
      await shareEverything(page);
      const second = proctor.getByTestId('tile').nth(1);
      await untilMoving(second.getByTestId('tile-webcam'), 'the second webcam tile');
      await untilMoving(second.getByTestId('tile-screen'), 'the second screen tile');
    } finally {
      await browser.close();
    }
  });

  test('no page breaks its own Content-Security-Policy', () => {
    expect(violations).toEqual([]);
  });
});
