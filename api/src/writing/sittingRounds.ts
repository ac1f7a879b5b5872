import { Repeated } from '../repeated.ts';
import { endOverdueSittings, type LookingAfter, markNoShows, noShowsAtOnce } from './overdue.ts';

/** A sitting is handed in so long after its grace at most. Milliseconds. */
const overdueEveryMs = 2_000;
const noShowsEveryMs = 30_000;

/** Looks after sittings that nobody looks after: those whose page has not handed in, and those of who never came. */
export class SittingRounds {
  readonly #rounds: Repeated[];

  static start(parts: LookingAfter): SittingRounds {
    return new SittingRounds(parts);
  }

  private constructor(parts: LookingAfter) {
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
    ];
  }

  /** Idempotent. */
  async close(): Promise<void> {
    await Promise.all(this.#rounds.map((round) => round.close()));
  }
}
