import { AppError } from '@invigil/contract/errors';
import type { MediaCallHandlers } from '@invigil/contract/mediaControl';

/**
 * Which calls a node answers. While it drains it takes no sitting; once it must be taken for dead by others it answers nothing
 * but that it lives until its lease has been renewed since. What it does not answer is `unavailable`, so that signaling asks another node.
 */
export class Gate {
  draining = false;
  #fences = 0;
  #renewedAfter = 0;

  /** Answers nothing until `renewed` is told of a renewal that began later. */
  fence(): void {
    this.#fences += 1;
  }

  /** A mark for a renewal that begins now, to be given to `renewed`. */
  get mark(): number {
    return this.#fences;
  }

  renewed(mark: number): void {
    this.#renewedAfter = mark;
  }

  guard(handlers: MediaCallHandlers): MediaCallHandlers {
    const guarded = Object.entries(handlers).map(([name, handler]) => {
      const answer: (data: never) => Promise<unknown> = handler;
      return [
        name,
        async (data: never) => {
          if (this.#refuses(name)) throw new AppError({ code: 'unavailable', retryAfterSeconds: 1 });
          return answer(data);
        },
      ];
    });
    return Object.fromEntries(guarded);
  }

  #refuses(name: string): boolean {
    if (name === 'alive') return false;
    return this.#renewedAfter !== this.#fences || (this.draining && name === 'placeSitting');
  }
}
