import { AppError, type ErrorCode } from '@invigil/contract/errors';

/** After these nobody knows whether the server did it. */
const unanswered: readonly ErrorCode[] = ['timeout', 'unavailable', 'internal'];

/**
 * One key for one intention: a double click does it once, a press after a time-out carries the same key again, and only
 * an answer of the server ends it.
 */
export class PressKey<T> {
  #key: string | undefined;
  #underWay: Promise<T> | undefined;

  /** Throws what `act` throws. */
  press(act: (key: string) => Promise<T>): Promise<T> {
    this.#underWay ??= this.#do(act).finally(() => {
      this.#underWay = undefined;
    });
    return this.#underWay;
  }

  async #do(act: (key: string) => Promise<T>): Promise<T> {
    this.#key ??= crypto.randomUUID();
    try {
      const done = await act(this.#key);
      this.#key = undefined;
      return done;
    } catch (fault) {
      if (fault instanceof AppError && !unanswered.includes(fault.code)) this.#key = undefined;
      throw fault;
    }
  }
}
