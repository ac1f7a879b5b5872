import type { RoomId, SittingId } from '@invigil/contract/ids';
import type { Locator, Page } from 'playwright-core';
import { barriers, desktop } from '../support/accessibility.ts';
import { Keyboard } from '../support/keyboard.ts';
import { until } from '../support/until.ts';

/** What a dialog is told before its button is pressed. */
interface Told {
  /** The value of one of the choices: minutes, or what to show. */
  choice?: string;
  /** By its label. */
  colleague?: string;
  /** One's own words instead of the first of the ready-made reasons. */
  reason?: string;
}

/** A proctor's page and somebody at it who has no mouse. */
export class ProctorConsole {
  readonly page: Page;
  readonly keys: Keyboard;
  readonly #url: string;

  constructor(page: Page, url: string) {
    this.page = page;
    this.keys = new Keyboard(page);
    this.#url = url;
  }

  get focus(): Locator {
    return this.page.getByTestId('focus');
  }

  get facts(): Locator {
    return this.page.getByTestId('sitting-facts');
  }

  get dialog(): Locator {
    return this.page.getByTestId('action-dialog');
  }

  async openRoom(roomId: RoomId): Promise<void> {
    await this.page.goto(`${this.#url}/rooms/${roomId}`);
    await this.page.getByTestId('tile').first().waitFor();
  }

  tile(sittingId: SittingId): Locator {
    return this.page.locator(`[data-testid=tile][data-sitting-id="${sittingId}"]`);
  }

  /** Until a tile says it, to the eye or to who hears the page. */
  async untilTileSays(sittingId: SittingId, words: string): Promise<void> {
    await until(async () => {
      const said = await this.tile(sittingId).innerText();
      return said.includes(words) ? undefined : `the tile says: ${said}`;
    });
  }

  /** From the wall to one candidate full size: Tab into the wall, arrows to the tile, Enter. */
  async look(sittingId: SittingId): Promise<void> {
    const { keyboard } = this.page;
    const tile = this.tile(sittingId);
    await tile.waitFor();
    await this.keys.reach(this.page.locator('[data-testid=tile][tabindex="0"]'));
    await keyboard.press('Home');
    const most = await this.page.getByTestId('tile').count();
    for (let step = 0; step < most; step += 1) {
      if (await tile.evaluate((element) => element.matches(':focus'))) break;
      await keyboard.press('ArrowRight');
    }
    await keyboard.press('Enter');
    await this.page.locator(`[data-testid=focus][data-sitting-id="${sittingId}"]`).waitFor();
  }

  /** Back to the wall. */
  async leave(): Promise<void> {
    await this.page.keyboard.press('Escape');
    await this.focus.waitFor({ state: 'hidden' });
  }

  /** Opens one of the tabs beside the pictures. */
  async tab(name: 'timeline' | 'conversation' | 'work' | 'device'): Promise<void> {
    const wanted = this.page.getByTestId(`tab-${name}`);
    await this.keys.reach(this.focus.locator('[role=tab][aria-selected=true]'));
    for (let step = 0; step < 4; step += 1) {
      if ((await wanted.getAttribute('aria-selected')) === 'true') return;
      await this.page.keyboard.press('ArrowRight');
    }
    throw new Error(`the arrows never reach the tab ${name}`);
  }

  /** Opens the dialog of an action and tells it everything, up to its button. */
  async ask(action: string, told: Told = {}): Promise<void> {
    await this.keys.press(this.focus.getByTestId(`act-${action}`));
    await this.dialog.waitFor();
    await this.tell(told);
  }

  /** Tells the dialog that is open. */
  async tell({ choice, colleague, reason }: Told): Promise<void> {
    if (choice !== undefined) await this.choose(this.dialog, choice);
    if (colleague !== undefined) await this.keys.choose(this.dialog.locator('select'), colleague);
    if (reason === undefined) await this.keys.press(this.dialog.getByTestId('ready-reason'));
    else await this.keys.write(this.dialog.locator('textarea[name=reason]'), reason);
  }

  /** With the arrows, as in any group of radio buttons. */
  async choose(inside: Locator, value: string): Promise<void> {
    const wanted = inside.getByTestId(`choice-${value}`);
    const group = inside.locator('fieldset', { has: this.page.getByTestId(`choice-${value}`) });
    await this.keys.reach(group.locator('input:checked'));
    for (let step = 0; step < 12; step += 1) {
      if (await wanted.isChecked()) return;
      await this.page.keyboard.press('ArrowRight');
    }
    throw new Error(`the arrows never reach ${value}`);
  }

  /** Presses the button of the dialog that is open and waits until it is done. */
  async confirm(): Promise<void> {
    await this.keys.press(this.dialog.getByTestId('action-do'));
    await this.done();
  }

  async done(): Promise<void> {
    await this.dialog.waitFor({ state: 'hidden' });
    await this.page.getByTestId('undo-line').waitFor();
  }

  /** The whole of an action that needs no second step. */
  async act(action: string, told: Told = {}): Promise<void> {
    await this.ask(action, told);
    await this.confirm();
  }

  /** What the dialog says that the candidate will read. */
  async willRead(): Promise<string> {
    return await this.dialog.getByTestId('candidate-reads').locator('blockquote').innerText();
  }

  /** Takes back what was done last. */
  async undo(): Promise<void> {
    await this.keys.press(this.page.getByTestId('undo-now'));
    await this.page.getByTestId('undo-now').waitFor({ state: 'hidden' });
  }

  async untilState(words: RegExp): Promise<void> {
    await until(async () => {
      const now = await this.page.getByTestId('sitting-state').innerText();
      return words.test(now) ? undefined : `the state is ${now}`;
    });
  }

  /** A wall and a console are for the screen of a computer, which may be small. */
  async barriers(): Promise<string[]> {
    return await barriers(this.page, [desktop]);
  }
}
