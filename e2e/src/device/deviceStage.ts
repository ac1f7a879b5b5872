import { createHttpCaller, type Fetch, type HttpCaller } from '@invigil/contract/client/httpCaller';
import type { Browser, BrowserContext } from 'playwright-core';
import { preparePages } from '../exam-day/candidateProfile.ts';
import { ExamDayStage } from '../exam-day/examDayStage.ts';
import { freshEmail } from '../onboarding/onboardingStage.ts';
import { desktop } from '../support/accessibility.ts';
import {
  type Language,
  openCandidateBrowser,
  openContext,
  openHeadlessBrowser,
  type View,
} from '../support/browsers.ts';
import { Display } from '../support/display.ts';
import { ImpairedNetwork } from '../support/impairedNetwork.ts';
import { CaptureFiles } from './captureFiles.ts';
import { CheckPage } from './checkPage.ts';

/**
 * `fake`: two cameras and a screen made up by Chromium, everything allowed. `files`: camera and microphone of
 * `CaptureFiles`. `refusing`: every question is answered with no. `bare`: no device at all. `windowed`: a window on a real
 * X screen, whose permissions can change. `impaired`: behind a network of its own.
 */
export type BrowserKind = 'fake' | 'files' | 'refusing' | 'bare' | 'windowed' | 'impaired';

const password = 'Longenough1';
const fake = '--use-fake-device-for-media-stream';
const noQuestions = '--use-fake-ui-for-media-stream';

/** The whole product, and a browser for each kind of device that a candidate may sit at; each opens when first needed. */
export class DeviceStage {
  readonly examDay: ExamDayStage;
  readonly files: CaptureFiles;
  /** Pages, api and signaling of the `impaired` browser go over the first, its media over the second. */
  readonly network: ImpairedNetwork;
  readonly mediaNetwork: ImpairedNetwork;
  readonly #browsers = new Map<BrowserKind, Promise<Browser>>();
  readonly #candidates = new Map<string, Promise<string>>();
  readonly #displays: Promise<Display>[] = [];

  private constructor(parts: {
    examDay: ExamDayStage;
    files: CaptureFiles;
    network: ImpairedNetwork;
    mediaNetwork: ImpairedNetwork;
  }) {
    this.examDay = parts.examDay;
    this.files = parts.files;
    this.network = parts.network;
    this.mediaNetwork = parts.mediaNetwork;
  }

  static async start(): Promise<DeviceStage> {
    const [examDay, files] = await Promise.all([ExamDayStage.start(), CaptureFiles.create()]);
    const [network, mediaNetwork] = await Promise.all([
      ImpairedNetwork.before(examDay.invigil),
      ImpairedNetwork.before(examDay.invigil),
    ]);
    return new DeviceStage({ examDay, files, network, mediaNetwork });
  }

  get url(): string {
    return this.examDay.url;
  }

  /** What a page refused under its own Content-Security-Policy, and what failed in its scripts. */
  get faults(): string[] {
    return this.examDay.house.faults;
  }

  /** A signed-in candidate in a browser profile of their own; without `who`, one whom nothing is asked of yet. */
  async open(
    kind: BrowserKind,
    { language = 'en', view = desktop, who }: { language?: Language; view?: View; who?: { email: string } } = {},
  ): Promise<CheckPage> {
    const [browser, email] = await Promise.all([this.#browser(kind), who?.email ?? this.#candidate(kind, language)]);
    const context = await openContext(browser, {
      origin: this.url,
      language,
      view: kind === 'windowed' ? null : view,
      camera: kind === 'windowed',
    });
    context.setDefaultTimeout(30_000);
    if (kind === 'impaired') await this.mediaNetwork.carryMediaOf(context);
    await preparePages(context);
    const http = await this.#signedIn(context, email);
    const page = await context.newPage();
    page.on('pageerror', (fault) => this.faults.push(fault.message));
    page.on('console', (message) => {
      if (message.text().includes('Content Security Policy')) this.faults.push(message.text());
    });
    return new CheckPage(page, { language, url: this.url, http });
  }

  async close(): Promise<void> {
    const browsers = await Promise.allSettled(this.#browsers.values());
    await Promise.all(browsers.map((one) => (one.status === 'fulfilled' ? one.value.close() : undefined)));
    for (const display of this.#displays) await (await display).close();
    await Promise.all([this.network.close(), this.mediaNetwork.close(), this.files.close()]);
    await this.examDay.close();
  }

  #browser(kind: BrowserKind): Promise<Browser> {
    const known = this.#browsers.get(kind) ?? this.#launch(kind);
    this.#browsers.set(kind, known);
    return known;
  }

  async #launch(kind: BrowserKind): Promise<Browser> {
    if (kind === 'windowed') {
      const display = Display.open(1600, 900);
      this.#displays.push(display);
      return await openCandidateBrowser(await display, { left: 0 });
    }
    const args: Record<Exclude<BrowserKind, 'windowed'>, readonly string[]> = {
      fake: [`${fake}=device-count=2`, noQuestions],
      files: [fake, noQuestions, ...this.files.browserArgs],
      refusing: [fake, `${noQuestions}=deny`],
      bare: [noQuestions],
      impaired: [fake, noQuestions, ...this.network.browserArgs],
    };
    return await openHeadlessBrowser({ args: args[kind] });
  }

  /** One for each kind of browser, because each account has so many checks. */
  #candidate(kind: BrowserKind, language: Language): Promise<string> {
    const name = `${kind} ${language}`;
    const known = this.#candidates.get(name) ?? this.#activated(language);
    this.#candidates.set(name, known);
    return known;
  }

  async #activated(language: Language): Promise<string> {
    const email = freshEmail('device');
    await this.examDay.house.activated({ name: 'Dana Device', email, password, language });
    return email;
  }

  /** As the page of signing in does, without its time. */
  async #signedIn(context: BrowserContext, email: string): Promise<HttpCaller> {
    const send: Fetch = async (url, { method, headers, body }) => {
      const answer = await context.request.fetch(url, { method, headers, data: body });
      return new Response(new Uint8Array(await answer.body()), { status: answer.status(), headers: answer.headers() });
    };
    const http = createHttpCaller({ baseUrl: this.url, fetch: send });
    await http.call('signIn', { body: { email, password } });
    return http;
  }
}
