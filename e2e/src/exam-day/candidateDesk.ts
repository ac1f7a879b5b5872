import type { SittingId } from '@invigil/contract/ids';
import type { BrowserContext, Locator, Page } from 'playwright-core';
import { signIn, untilState } from '../support/people.ts';
import { until } from '../support/until.ts';
import type { ExamDayStage, Writer } from './examDayStage.ts';

/** A candidate's page of one sitting, and what a person does there. */
export class CandidateDesk {
  readonly page: Page;
  readonly editor: Locator;

  constructor(page: Page) {
    this.page = page;
    this.editor = page.getByTestId('answer-text').first();
  }

  /** Signs in and goes to the sitting's page. */
  static async open(context: BrowserContext, stage: ExamDayStage, writer: Writer): Promise<CandidateDesk> {
    const page = await context.newPage();
    await signIn(page, stage.invigil, writer);
    return await CandidateDesk.at(page, stage, writer.sittingId);
  }

  static async at(page: Page, { url }: ExamDayStage, sittingId: SittingId): Promise<CandidateDesk> {
    await page.goto(`${url}/sittings/${sittingId}`);
    return new CandidateDesk(page);
  }

  /** Shares what is asked for and not shared yet, and accepts the terms: everything before the start. */
  async prepare({ shares = ['screen', 'webcam'] }: { shares?: readonly ('screen' | 'webcam')[] } = {}): Promise<void> {
    for (const source of shares) await this.page.getByTestId(`share-${source}`).click();
    const terms = await this.page.getByTestId('gate-terms').getAttribute('data-state');
    if (terms !== 'done') await this.acceptTerms();
    await untilState(this.page.getByTestId('gate-terms'), 'done');
    await untilState(this.page.getByTestId('link-screen'), 'live', 30_000);
    await untilState(this.page.getByTestId('link-webcam'), 'live', 30_000);
  }

  async acceptTerms(): Promise<void> {
    await this.page.getByTestId('read-terms').click();
    await this.page.getByTestId('accept-exam-terms').click();
  }

  async start(): Promise<void> {
    await this.page.getByTestId('start-exam').click();
    await this.page.getByTestId('ok-start').click();
    await this.isWriting();
  }

  /** Prepares and starts. */
  async begin(): Promise<void> {
    await this.prepare();
    await this.start();
  }

  /** Until something can be typed. */
  async isWriting(ms = 20_000): Promise<void> {
    await until(async () => {
      if ((await this.editor.count()) === 0) return `there is no editor at ${this.page.url()}`;
      return (await this.editor.getAttribute('contenteditable')) === 'true' ? undefined : 'the editor is read-only';
    }, ms);
  }

  /** Goes on at the end of what is there. */
  async type(text: string, delay = 0): Promise<void> {
    await this.editor.click();
    await this.page.keyboard.press('ControlOrMeta+End');
    await this.page.keyboard.type(text, { delay });
  }

  async text(): Promise<string> {
    return (await this.editor.textContent()) ?? '';
  }

  async saved(ms?: number): Promise<void> {
    await untilState(this.page.getByTestId('save-state'), 'saved', ms);
  }

  /** With the one button that is there while a share is missing. */
  async activateAgain(): Promise<void> {
    await this.page.getByTestId('activate-shares').click();
  }

  async review(): Promise<void> {
    await this.page.getByTestId('review-button').click();
  }

  async handIn(): Promise<void> {
    await this.review();
    await this.page.getByTestId('hand-in').click();
    await this.page.getByTestId('confirm-hand-in').click();
  }

  /** @returns the hash of the receipt, once it is shown. */
  async receipt(ms?: number): Promise<string> {
    const hash = this.page.getByTestId('receipt-hash');
    await hash.waitFor(ms === undefined ? {} : { timeout: ms });
    return (await hash.textContent()) ?? '';
  }
}
