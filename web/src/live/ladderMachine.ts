import { type LadderStep, ladderSteps } from '@invigil/contract/ladder';
import type { LineSample } from './lineSample.ts';

/** How long a line must be calm before one step up is tried; it doubles with each step up that the line did not bear. */
const firstPatienceMs = 20_000;
const longestPatienceMs = 160_000;
/** A step up that lasts so long has proved itself. */
const provenMs = 30_000;
/** How often in a row a line must look bad before a step down; a dreadful one counts at once. */
const badLooks = 2;
/** A computer that is too slow for its pictures is a steady state, never a moment. */
const slowLooks = 5;

/** What the line must bear at the least for a step, in kilobits a second. */
const leastKbps: Readonly<Record<LadderStep, number>> = {
  full: 400,
  fewerFrames: 120,
  tileOnly: 40,
  stills: 0,
  localBuffer: 0,
};

type Verdict = 'calm' | 'bad' | 'dreadful';

/**
 * Which step of the ladder a candidate's line bears: down within seconds, up one step after a calm while. It only judges
 * what it is shown; a look is due every few seconds.
 */
export class LadderMachine {
  #step: LadderStep = 'full';
  #bad = 0;
  #slow = 0;
  #calmSince: number | undefined;
  #patienceMs = firstPatienceMs;
  #climbedAt: number | undefined;
  /** The step when media stopped to flow; undefined while it flows. */
  #beforeCut: LadderStep | undefined;

  get step(): LadderStep {
    return this.#step;
  }

  /**
   * @param now milliseconds of a clock that only goes forward.
   * @returns the step from now on.
   */
  look(sample: LineSample, now: number): LadderStep {
    if (!sample.connected) return this.#unconnected(sample, now);
    this.#connected(now);
    this.#slow = sample.limitedBy === 'cpu' ? this.#slow + 1 : 0;
    const verdict = judge(this.#step, sample);
    if (verdict === 'calm') this.#calm(sample, now);
    else this.#worse(verdict, now);
    return this.#step;
  }

  /** Without media there are pictures as long as the server is reached at all. */
  #unconnected({ reachable }: LineSample, now: number): LadderStep {
    this.#bad += 1;
    this.#calmSince = undefined;
    this.#beforeCut ??= this.#step;
    if (this.#bad >= badLooks) this.#go(reachable ? 'stills' : 'localBuffer', now);
    return this.#step;
  }

  /** A cut says nothing about what the line bears: it goes on where it was. */
  #connected(now: number): void {
    if (this.#beforeCut === undefined) return;
    this.#go(this.#beforeCut, now);
    this.#beforeCut = undefined;
    this.#bad = 0;
  }

  #worse(verdict: Exclude<Verdict, 'calm'>, now: number): void {
    this.#bad += 1;
    this.#calmSince = undefined;
    if (verdict === 'dreadful') this.#go(this.#lower(2), now);
    else if (this.#bad >= badLooks) this.#go(this.#lower(1), now);
  }

  #calm(sample: LineSample, now: number): void {
    this.#bad = 0;
    this.#calmSince ??= now;
    if (this.#climbedAt !== undefined && now - this.#climbedAt >= provenMs) {
      this.#climbedAt = undefined;
      this.#patienceMs = firstPatienceMs;
    }
    if (this.#step === 'full' && this.#slow >= slowLooks) this.#go('fewerFrames', now);
    const higher = this.#higher();
    if (
      higher === undefined ||
      this.#calmSince === undefined ||
      now - this.#calmSince < this.#patienceMs ||
      !this.#mayBear(higher, sample)
    )
      return;
    this.#step = higher;
    this.#climbedAt = now;
    this.#calmSince = now;
  }

  #go(step: LadderStep, now: number): void {
    if (step === this.#step) return;
    if (this.#climbedAt !== undefined && now - this.#climbedAt < provenMs) {
      this.#patienceMs = Math.min(longestPatienceMs, this.#patienceMs * 2);
    }
    this.#climbedAt = undefined;
    this.#step = step;
    this.#bad = 0;
    this.#calmSince = undefined;
  }

  #mayBear(step: LadderStep, { limitedBy, availableKbps }: LineSample): boolean {
    if (step === 'full' && this.#slow > 0) return false;
    return limitedBy !== 'bandwidth' || availableKbps === undefined || availableKbps >= leastKbps[step];
  }

  /** Media that flows is never given up entirely: what is below is for lines that carry none. */
  #lower(steps: number): LadderStep {
    const place = ladderSteps.indexOf(this.#step);
    return ladderSteps[Math.min(place + steps, ladderSteps.indexOf('stills'))] ?? this.#step;
  }

  #higher(): LadderStep | undefined {
    return ladderSteps[ladderSteps.indexOf(this.#step) - 1];
  }
}

function judge(step: LadderStep, { lossShare = 0, roundTripMs = 0, queueMs = 0, ...line }: LineSample): Verdict {
  const tight = line.limitedBy === 'bandwidth' && line.availableKbps !== undefined;
  const availableKbps = tight ? (line.availableKbps ?? 0) : Number.POSITIVE_INFINITY;
  if (lossShare >= 0.3 || roundTripMs >= 3_000 || queueMs >= 2_000) return 'dreadful';
  if (lossShare >= 0.12 || roundTripMs >= 1_200 || queueMs >= 500) return 'bad';
  return availableKbps < leastKbps[step] ? 'bad' : 'calm';
}
