import type { Clock } from '../clock.ts';
import type { CallOutcome } from './callFrames.ts';

const keptMs = 60_000;
/** More than a busy node answers within the minute; beyond it the oldest answers go first. */
const mostKept = 10_000;

/** Remembers what a key was answered first, for a minute; who asks again gets the same, even while it is being made. */
export class FirstAnswers {
  readonly #clock: Clock;
  readonly #kept = new Map<string, { until: number; outcome: Promise<CallOutcome> }>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  of(key: string, answer: () => Promise<CallOutcome>): Promise<CallOutcome> {
    this.#forgetOld();
    const known = this.#kept.get(key);
    if (known) return known.outcome;
    const outcome = answer();
    this.#kept.set(key, { until: this.#clock.now() + keptMs, outcome });
    return outcome;
  }

  #forgetOld(): void {
    const now = this.#clock.now();
    // Insertion order is order of age.
    for (const [key, { until }] of this.#kept) {
      if (until > now && this.#kept.size < mostKept) return;
      this.#kept.delete(key);
    }
  }
}
