import { type AnswerContent, plainText, textContent } from '@invigil/contract/answerContent';
import { AppError, type ErrorBody } from '@invigil/contract/errors';
import { questionId } from '@invigil/contract/ids';
import type { Save } from './saving.ts';

export const asked = questionId.parse('0193e6a0-0000-7000-8000-000000000002');

/** A clock that goes on when the test says so. */
export class HandClock {
  #now = 1_000_000;
  #waiting: { at: number; act: () => void }[] = [];
  now = () => this.#now;
  after = (ms: number, act: () => void) => {
    const one = { at: this.#now + ms, act };
    this.#waiting.push(one);
    return () => {
      this.#waiting = this.#waiting.filter((other) => other !== one);
    };
  };
  pass(ms: number): void {
    this.#now += ms;
    const due = this.#waiting.filter(({ at }) => at <= this.#now);
    this.#waiting = this.#waiting.filter(({ at }) => at > this.#now);
    for (const { act } of due) act();
  }
}

/** Answers as the api does: by revision, and the same for a repeated save. */
export class AnswerServer {
  revision = 0;
  content: AnswerContent = textContent('');
  lastSave = '';
  saves: Save[] = [];
  refusal: ErrorBody | undefined;
  /** Takes what comes and lets nobody know. */
  loseAnswers = false;
  /** Something happens on the page while a save is on its way. */
  comes: () => void = () => undefined;
  save = async (save: Save) => {
    this.saves.push(save);
    this.comes();
    if (this.refusal) throw new AppError(this.refusal);
    if (save.saveId !== this.lastSave) {
      if (save.baseRevision !== this.revision) {
        throw new AppError({ code: 'answerConflict', revision: this.revision, content: this.content });
      }
      this.write(save.content, save.saveId);
    }
    if (this.loseAnswers) throw new AppError({ code: 'timeout' });
    return { revision: this.revision, savedAt: '2026-11-23T08:00:00Z', kept: 'current' as const };
  };
  write(content: AnswerContent, saveId = 'elsewhere'): void {
    this.revision += 1;
    this.content = content;
    this.lastSave = saveId;
  }
  get text(): string {
    return plainText(this.content);
  }
  get answers() {
    if (this.revision === 0) return [];
    return [{ questionId: asked, revision: this.revision, content: this.content, savedAt: '2026-11-23T08:00:00Z' }];
  }
}
