import { limits } from '@invigil/contract/limits';
import type { DatabaseWatch } from '../db/databaseWatch.ts';
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

  static start(parts: Tellers & { database: DatabaseWatch }): SittingRounds {
    return new SittingRounds(parts);
  }

  private constructor(parts: Tellers & { database: DatabaseWatch }) {
    const { log, database } = parts;
    this.#rounds = [
      Repeated.start({
        // After the database was away pages have the same time as always to send what was typed.
        round: async () => database.upForMs > limits.overdueGraceMs && (await endOverdueSittings(parts)) > 0,
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
