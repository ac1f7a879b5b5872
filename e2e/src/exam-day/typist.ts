import type { CandidateDesk } from './candidateDesk.ts';

/** A person looks up after so many words, until the page says where they are. */
const wordsInOneGo = 4;

/** Somebody who types numbered words, so that a hole in a text is seen, and only stops to look what became of them. */
export class Typist {
  readonly #desk: CandidateDesk;
  #count = 0;
  #isTyping = false;
  #typing: Promise<void> = Promise.resolve();

  constructor(desk: CandidateDesk) {
    this.#desk = desk;
  }

  /** Goes on at the end of what is there. */
  async start(): Promise<void> {
    await this.#desk.editor.click();
    await this.#desk.page.keyboard.press('ControlOrMeta+End');
    this.#isTyping = true;
    this.#typing = this.#type();
  }

  /** Also when the page it types into is gone. */
  async stop(): Promise<void> {
    this.#isTyping = false;
    await this.#typing;
  }

  async #type(): Promise<void> {
    const { page } = this.#desk;
    while (this.#isTyping) {
      this.#count += 1;
      try {
        await page.keyboard.type(`word${this.#count} `, { delay: 25 });
        if (this.#count % wordsInOneGo === 0) await this.#look();
      } catch (fault) {
        if (this.#isTyping && !page.isClosed()) throw fault;
        return;
      }
    }
  }

  /** Until nothing is on its way any more: saved, or kept on the device for now. */
  async #look(): Promise<void> {
    await this.#desk.page.waitForFunction(
      () => document.querySelector<HTMLElement>('[data-testid=save-state]')?.dataset.state !== 'saving',
    );
  }
}
