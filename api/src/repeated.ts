import type { Log } from '@invigil/server-kit/log';
import { isDatabaseAway } from './db/databaseAway.ts';

/** How long to rest after something went wrong. Milliseconds. */
const restAfterFailureMs = 5_000;

export interface RepeatedWork {
  /** One round; resolves to whether there is more to do at once. */
  round: () => Promise<boolean>;
  restMs: number;
  /** Whether it rests before the first round too: for what has no hurry when the process starts. */
  restsFirst?: boolean;
  /** What it is, for the log. */
  doing: string;
  log: Log;
}

/** Does the same work again and again, one round at a time, with a rest when there is nothing more to do. */
export class Repeated {
  readonly #work: RepeatedWork;
  #ended = false;
  #wake: () => void = () => {};
  readonly #running: Promise<void>;

  static start(work: RepeatedWork): Repeated {
    return new Repeated(work);
  }

  private constructor(work: RepeatedWork) {
    this.#work = work;
    this.#running = this.#run();
  }

  async #run(): Promise<void> {
    const { round, restMs, restsFirst = false, doing, log } = this.#work;
    if (restsFirst) await this.#rest(restMs);
    while (!this.#ended) {
      let restFor = restMs;
      try {
        if (await round()) restFor = 0;
      } catch (error) {
        if (isDatabaseAway(error)) log.warn({ err: error, doing }, 'the database is away');
        else log.error({ err: error, doing }, 'a round of work failed');
        restFor = restAfterFailureMs;
      }
      await this.#rest(restFor);
    }
  }

  #rest(ms: number): Promise<void> {
    if (this.#ended || ms === 0) return Promise.resolve();
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, ms);
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  /** Resolves when the round under way has ended; none begins after it. Idempotent. */
  close(): Promise<void> {
    this.#ended = true;
    this.#wake();
    return this.#running;
  }
}
