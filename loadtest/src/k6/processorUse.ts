import { availableParallelism } from 'node:os';
import { cpuMs, machineCpuMs, mainThreadCpuMs, treeCpuMs } from '../machine/counters.ts';

/** A process to be looked at; those of the generator are told apart, for a limit of theirs is none of the target's. */
export interface Observed {
  name: string;
  pid: number;
  /** With everything that it started. */
  tree: boolean;
  side: 'target' | 'generator';
  /** How many cores it may use at most; without one, all. */
  cores?: number;
}

/** What one process used in one stretch of time, in percent of one core. */
export interface Use {
  percent: number;
  /** Of its first thread alone, where JavaScript runs in Node and everything in a media worker. */
  mainPercent: number;
}

/** One second or so. */
export interface Sample {
  /** Since the beginning, milliseconds. */
  atMs: number;
  /** Percent of all cores, whoever used them. */
  machinePercent: number;
  cores: number;
  uses: Record<string, Use>;
}

type Reading = { atMs: number; machineMs: number; processes: Map<string, { ms: number; mainMs: number }> };

const everyMs = 1_000;

/** Looks every second at what each process uses. */
export class ProcessorUse {
  readonly #observed: readonly Observed[];
  readonly #beganAt = performance.now();
  readonly #samples: Sample[] = [];
  readonly #timer: NodeJS.Timeout;
  #last: Reading;

  static start(observed: readonly Observed[]): ProcessorUse {
    return new ProcessorUse(observed);
  }

  private constructor(observed: readonly Observed[]) {
    this.#observed = observed;
    this.#last = this.#read();
    this.#timer = setInterval(() => this.#look(), everyMs);
  }

  /** No more looking; everything seen. Idempotent. */
  end(): readonly Sample[] {
    clearInterval(this.#timer);
    return this.#samples;
  }

  #look(): void {
    const now = this.#read();
    const last = this.#last;
    this.#last = now;
    const tookMs = now.atMs - last.atMs;
    const uses = this.#observed.flatMap(({ name }): [string, Use][] => {
      const [before, after] = [last.processes.get(name), now.processes.get(name)];
      if (!before || !after) return [];
      const share = (to: number, from: number) => Math.max(0, (100 * (to - from)) / tookMs);
      return [[name, { percent: share(after.ms, before.ms), mainPercent: share(after.mainMs, before.mainMs) }]];
    });
    this.#samples.push({
      atMs: now.atMs - this.#beganAt,
      machinePercent: (100 * (now.machineMs - last.machineMs)) / tookMs / availableParallelism(),
      cores: availableParallelism(),
      uses: Object.fromEntries(uses),
    });
  }

  #read(): Reading {
    const processes = new Map<string, { ms: number; mainMs: number }>();
    for (const { name, pid, tree } of this.#observed) {
      try {
        processes.set(name, { ms: tree ? treeCpuMs(pid) : cpuMs(pid), mainMs: mainThreadCpuMs(pid) });
      } catch {
        // It has ended, as k6 does before the others.
      }
    }
    return { atMs: performance.now(), machineMs: machineCpuMs(), processes };
  }
}
