import type { HttpCaller } from '@invigil/contract/client/httpCaller';
import type { DeviceCheckStep } from '@invigil/contract/deviceCheckSteps';
import type { DeviceFault } from '@invigil/contract/deviceFaults';
import { errorTexts } from '@invigil/contract/errorTexts';
import { type DeviceId, deviceId } from '@invigil/contract/ids';
import type { CDPSession, Locator, Page } from 'playwright-core';
import { expect } from 'vitest';
import { deviceEn } from '../../../web/src/i18n/en/device.ts';
import { deviceFr } from '../../../web/src/i18n/fr/device.ts';
import type { Language } from '../support/browsers.ts';
import { Keyboard } from '../support/keyboard.ts';
import { until } from '../support/until.ts';

export const sentences = {
  fr: 'L’été, le naïf cafetier sert une crème brûlée à Zoë.',
  en: 'In summer, the naïve café owner serves crème brûlée.',
} as const satisfies Record<Language, string>;

/** The page "Validate your device", as a candidate uses it. */
export class CheckPage {
  readonly page: Page;
  readonly keys: Keyboard;
  readonly language: Language;
  readonly url: string;
  /** Asks the server as this browser does. */
  readonly http: HttpCaller;
  #devTools: Promise<CDPSession> | undefined;

  /** @param url the origin of the product. */
  constructor(page: Page, { language, url, http }: { language: Language; url: string; http: HttpCaller }) {
    this.page = page;
    this.language = language;
    this.url = url;
    this.http = http;
    this.keys = new Keyboard(page);
  }

  /** A session with this page's own developer tools. */
  get devTools(): Promise<CDPSession> {
    this.#devTools ??= this.page.context().newCDPSession(this.page);
    return this.#devTools;
  }

  /** By which the server knows this browser again. */
  async deviceId(): Promise<DeviceId> {
    return deviceId.parse(await this.page.evaluate(() => localStorage.getItem('invigil.deviceId')));
  }

  async open(): Promise<void> {
    await this.page.goto(`${this.url}/device`);
    await this.page.getByTestId('start-check').waitFor();
  }

  async start(): Promise<void> {
    await this.open();
    await this.page.getByTestId('start-check').click();
  }

  /** From the beginning to Chrome's question for the screen. */
  async startToScreen(): Promise<void> {
    await this.start();
    await this.untilStep('screen', 'yours');
  }

  async share(): Promise<void> {
    await this.page.getByTestId('share-screen').click();
  }

  /** From the beginning to the writing, with everything shared; the connection is measured meanwhile. */
  async startToWriting(): Promise<void> {
    await this.startToScreen();
    await this.share();
    await this.untilPhase('typing');
  }

  async write(text = sentences[this.language]): Promise<void> {
    const field = this.page.getByTestId('writing-field');
    await field.focus();
    await this.page.keyboard.type(text);
  }

  /** Until a step stands as named. */
  async untilStep(step: DeviceCheckStep, standing: string, ms = 30_000): Promise<void> {
    await until(async () => {
      const now = await this.#standing(step).getAttribute('data-state');
      return now === standing ? undefined : `${step} is ${now}, not ${standing}; ${await this.#said(step)}`;
    }, ms);
  }

  /** Until the writing is as far as named. */
  async untilPhase(phase: string, ms = 30_000): Promise<void> {
    await this.page.locator(`[data-testid=writing-line][data-phase=${phase}]`).waitFor({ timeout: ms });
  }

  /** Looks at a step that the page does not show by itself. */
  async look(step: DeviceCheckStep): Promise<void> {
    await this.#standing(step).getByRole('button').click();
    await this.page.getByTestId(`panel-${step}`).waitFor();
  }

  fault(step: DeviceCheckStep): Locator {
    return this.page.getByTestId(`fault-${step}`);
  }

  again(step: DeviceCheckStep): Locator {
    return this.page.getByTestId(`again-${step}`);
  }

  /** The step says this fault, in the words that everybody uses for it, or those of a warning, in the page's language. */
  async expectFault(step: DeviceCheckStep, code: DeviceFault, { isWarning = false } = {}): Promise<void> {
    const shown = this.fault(step);
    await shown.waitFor();
    expect(await shown.getAttribute('data-code')).toBe(code);
    const { warned } = (this.language === 'fr' ? deviceFr : deviceEn).device;
    const calmer = Object.entries(warned).find(([name]) => isWarning && name === code)?.[1];
    const { cause, fix } = calmer ?? errorTexts[code][this.language];
    const said = plain(await shown.innerText());
    expect(said).toContain(plain(cause));
    expect(said).toContain(plain(fix));
    expect(said).toContain(code);
  }

  /** What the person takes in Chrome's picker the next time that it opens. */
  async pickInstead(surface: 'window' | 'browser'): Promise<void> {
    await this.page.evaluate((picked) => {
      window.nextSurface = picked;
    }, surface);
  }

  /** A second display is plugged in, until the function that is returned unplugs it. */
  async plugDisplay(): Promise<() => Promise<void>> {
    const devTools = await this.devTools;
    const { screenInfo } = await devTools.send('Emulation.addScreen', { left: 1920, top: 0, width: 1280, height: 720 });
    return async () => {
      await devTools.send('Emulation.removeScreen', { screenId: screenInfo.id });
    };
  }

  /** What the browser says of itself from the next page on. */
  async say(as: 'Firefox' | 'Chromium on a Mac'): Promise<void> {
    const devTools = await this.devTools;
    const isFirefox = as === 'Firefox';
    const version = isFirefox ? '141' : (this.page.context().browser()?.version().split('.')[0] ?? '');
    await devTools.send('Emulation.setUserAgentOverride', {
      userAgent: isFirefox
        ? 'Mozilla/5.0 (X11; Linux x86_64; rv:141.0) Gecko/20100101 Firefox/141.0'
        : `Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36 Chrome/${version}.0.0.0 Safari/537.36`,
      platform: isFirefox ? 'Linux x86_64' : 'MacIntel',
      userAgentMetadata: {
        brands: [{ brand: isFirefox ? 'Firefox' : 'Chromium', version }],
        platform: isFirefox ? 'Linux' : 'macOS',
        platformVersion: '14',
        architecture: 'x86',
        model: '',
        mobile: false,
      },
    });
  }

  /** The figures of the connection by name, as shown, with their judgement. */
  async figures(): Promise<Record<string, string>> {
    const rows = await this.page
      .locator('[data-testid^=figure-]')
      .evaluateAll((all) =>
        all.map((row) => [
          row.getAttribute('data-testid')?.slice('figure-'.length) ?? '',
          `${row.querySelector('strong')?.textContent ?? ''} ${row.getAttribute('data-tone')}`,
        ]),
      );
    return Object.fromEntries(rows);
  }

  #standing(step: DeviceCheckStep): Locator {
    return this.page.getByTestId(`step-${step}`);
  }

  async #said(step: DeviceCheckStep): Promise<string> {
    const shown = this.fault(step);
    return (await shown.count()) === 0 ? 'no fault is shown' : await shown.innerText();
  }
}

/** French spaces do not break, which a comparison does not mind. */
const plain = (text: string) => text.replaceAll(/\s+/g, ' ');
