import { Repeated } from '../repeated.ts';
import { endOverdueSittings, markNoShows, noShowsAtOnce } from './overdue.ts';
import type { Tellers } from './tellSitting.ts';
import { keepTerminatedCopies } from './terminatedCopies.ts';

/** A sitting is handed in so long after its grace at most. Milliseconds. */
const overdueEveryMs = 2_000;
const noShowsEveryMs = 30_000;
const terminatedEveryMs = 30_000;

/**
 * Looks after sittings that nobody looks after: those whose page has not handed in, those
 * of who never came, and those that were terminated.
 */
export class SittingRounds {
  readonly #rounds: Repeated[];

  static start(parts: Tellers): SittingRounds {
    return new SittingRounds(parts);
  }

  private constructor(parts: Tellers) {
    const { log } = parts;
    this.#rounds = [
      Repeated.start({
        round: async () => (await endOverdueSittings(parts)) > 0,
        restMs: overdueEveryMs,
        doing: 'handing in for who ran out of time',
        log,
      }),
      Repeated.start({
        round: async () => (await markNoShows(parts)) === noShowsAtOnce,
        restMs: noShowsEveryMs,
        doing: 'marking who never came',
        log,
      }),
      Repeated.start({
        round: async () => (await keepTerminatedCopies(parts)) > 0,
        restMs: terminatedEveryMs,
        doing: 'keeping the copies of who was stopped',
        log,
      }),
    ];
  }

  /** Idempotent. */
  async close(): Promise<void> {
    await Promise.all(this.#rounds.map((round) => round.close()));
  }
}
