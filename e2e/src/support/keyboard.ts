import type { Locator, Page } from 'playwright-core';

/** More stops than any page here has; a person would have given up long before. */
const mostStops = 220;

/** Somebody who has no mouse: everything is reached with Tab and done with keys. */
export class Keyboard {
  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  /** Goes on with Tab, or back with Shift+Tab, until the focus is on the target. @throws {Error} when it never is. */
  async reach(target: Locator, { back = false } = {}): Promise<void> {
    await target.first().waitFor();
    for (let stop = 0; stop <= mostStops; stop += 1) {
      if (await this.#isOn(target)) return;
      await this.page.keyboard.press(back ? 'Shift+Tab' : 'Tab');
    }
    throw new Error(`Tab never reaches ${target.toString()}`);
  }

  /** Presses a button or follows a link. */
  async press(target: Locator, { key = 'Enter', back = false } = {}): Promise<void> {
    await this.reach(target, { back });
    await this.page.keyboard.press(key);
  }

  /** Ticks a box. */
  async tick(target: Locator, { back = false } = {}): Promise<void> {
    await this.press(target, { key: 'Space', back });
  }

  /** Writes into a field, instead of what stood in it. */
  async write(target: Locator, text: string, { back = false } = {}): Promise<void> {
    await this.reach(target, { back });
    await this.page.keyboard.press('ControlOrMeta+a');
    await this.page.keyboard.type(text);
  }

  /** Chooses in a native list by the first letters of what is wanted. */
  async choose(target: Locator, text: string): Promise<void> {
    await this.reach(target);
    await this.page.keyboard.type(text);
  }

  /**
   * Writes into a date field, whose parts stand in the order of the browser's own language; a day and month of the same number
   * are right in any. On a clock of twelve hours the time is of the morning.
   */
  async writeMoment(target: Locator, moment: { dayAndMonth: number; year: number; time: string }): Promise<void> {
    await this.reach(target);
    const { keyboard } = this.page;
    const part = String(moment.dayAndMonth).padStart(2, '0');
    await keyboard.type(`${part}${part}${moment.year}`);
    await keyboard.press('ArrowRight');
    await keyboard.type(`${moment.time.replace(':', '')}a`);
  }

  /** Gives a file to the dialog that a button opens. */
  async giveFile(button: Locator, file: { name: string; text: string }): Promise<void> {
    const chooser = this.page.waitForEvent('filechooser');
    await this.press(button);
    const buffer = Buffer.from(file.text);
    await (await chooser).setFiles({ name: file.name, mimeType: 'text/csv', buffer });
  }

  async #isOn(target: Locator): Promise<boolean> {
    return await target.first().evaluate((element) => element.matches(':focus'));
  }
}
