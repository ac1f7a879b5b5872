import { type IntervalHistogram, monitorEventLoopDelay } from 'node:perf_hooks';

const resolutionMs = 1;

/** How hard this process works between `start` and `end`: a generator at its limit measures itself. */
export class Strain {
  readonly #lag: IntervalHistogram;
  readonly #cpu = process.cpuUsage();
  readonly #startedAt = performance.now();

  private constructor() {
    this.#lag = monitorEventLoopDelay({ resolution: resolutionMs });
    this.#lag.enable();
  }

  static start(): Strain {
    return new Strain();
  }

  /** Share of one core, all threads together, and how late a timer of 1 ms came at worst but one in a hundred. */
  end(): { cpuPercent: number; lagP99Ms: number } {
    this.#lag.disable();
    const { user, system } = process.cpuUsage(this.#cpu);
    const elapsedMs = performance.now() - this.#startedAt;
    return {
      cpuPercent: (user + system) / 1_000 / elapsedMs / 0.01,
      lagP99Ms: Math.max(0, this.#lag.percentile(99) / 1e6 - resolutionMs),
    };
  }
}
