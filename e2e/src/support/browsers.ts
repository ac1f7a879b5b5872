import { type Browser, type BrowserContext, chromium } from 'playwright-core';
import type { Display } from './display.ts';
import { watchPeerConnections } from './peerConnections.ts';

/** Chromium's own traffic is off: on a closed network it only makes noise. */
const always = [
  '--no-sandbox',
  '--disable-gpu',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--disable-quic',
];

export type Language = 'fr' | 'en';
export interface View {
  width: number;
  height: number;
}

/**
 * A candidate's Chromium in a window on a real X screen: a fake webcam and a real capture of the entire screen, picked
 * without a person. Permission prompts are granted by the context, once.
 */
export async function openCandidateBrowser(
  display: Display,
  options: { left: number; args?: readonly string[] },
): Promise<Browser> {
  return await chromium.launch({
    executablePath: '/usr/bin/chromium',
    headless: false,
    env: { ...inherited(), DISPLAY: display.name },
    args: [
      ...always,
      '--use-fake-device-for-media-stream',
      '--auto-select-desktop-capture-source=Entire screen',
      `--window-position=${options.left},0`,
      `--window-size=${display.width / 2},${display.height}`,
      ...(options.args ?? []),
    ],
  });
}

/** A headless Chromium; with `fakeCapture` it has a fake webcam and a fake entire screen. */
export async function openHeadlessBrowser(
  options: { fakeCapture?: boolean; args?: readonly string[] } = {},
): Promise<Browser> {
  const capture = ['--use-fake-device-for-media-stream', '--use-fake-ui-for-media-stream'];
  return await chromium.launch({
    executablePath: '/usr/bin/chromium',
    headless: true,
    args: [...always, ...(options.fakeCapture === true ? capture : []), ...(options.args ?? [])],
  });
}

/** A person's own profile in a browser, with the test's view of its peer connections. */
export async function openContext(
  browser: Browser,
  options: { language?: Language; view?: View | null; origin: string; camera?: boolean },
): Promise<BrowserContext> {
  const context = await browser.newContext({
    locale: options.language === 'fr' ? 'fr-FR' : 'en-GB',
    viewport: options.view === undefined ? { width: 1366, height: 768 } : options.view,
  });
  if (options.camera === true) await context.grantPermissions(['camera', 'microphone'], { origin: options.origin });
  await watchPeerConnections(context);
  return context;
}

function inherited(): Record<string, string> {
  return Object.fromEntries(
    Object.entries(process.env).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
}
