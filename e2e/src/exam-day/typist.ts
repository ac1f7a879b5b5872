import type { CandidateDesk } from './candidateDesk.ts';

/** Somebody who never stops typing: numbered words, so that a hole in a text is seen. */
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
      } catch (fault) {
        if (this.#isTyping && !page.isClosed()) throw fault;
        return;
      }
    }
  }
}
