import type { MediaIncident } from '@invigil/contract/apiControl';
import type { Source } from '@invigil/contract/sources';
import type { HandedLoss } from './handOver/handed.ts';

interface Loss {
  timer: NodeJS.Timeout | undefined;
  /** Of any steady clock. */
  beganAt: number;
  /** Set once it was told. */
  told: MediaIncident | undefined;
}

interface StreamLossesOptions {
  afterMs: number;
  /** Writes a loss down that began `afterMs` ago, and answers what was written. */
  tell: (source: Source) => MediaIncident;
  /** Writes down that it is over. */
  over: (told: MediaIncident) => void;
  /** Losses that another node has seen begin. */
  from?: readonly HandedLoss[] | undefined;
}

/**
 * Which sources of one candidate stay away although they should arrive. Each loss is told once when it has lasted long
 * enough, and its end once it is over.
 */
export class StreamLosses {
  readonly #options: StreamLossesOptions;
  readonly #losses = new Map<Source, Loss>();

  constructor(options: StreamLossesOptions) {
    this.#options = options;
    for (const { source, sinceMs, incident } of options.from ?? []) this.#begin(source, sinceMs, incident ?? undefined);
  }

  /**
   * What is missing now. While the page is away nothing begins: that it came back is told instead, and what is missing
   * then begins anew.
   */
  update(missing: ReadonlySet<Source>, { here }: { here: boolean }): void {
    for (const [source, loss] of this.#losses) {
      if (missing.has(source) && (here || loss.told)) continue;
      this.#losses.delete(source);
      clearTimeout(loss.timer);
      if (loss.told) this.#options.over(loss.told);
    }
    if (!here) return;
    for (const source of missing) {
      if (!this.#losses.has(source)) this.#begin(source, 0, undefined);
    }
  }

  /** What is missing goes on to be so elsewhere: nothing is told of it here any more. */
  hand(): HandedLoss[] {
    const now = performance.now();
    const handed = [...this.#losses].map(([source, { timer, beganAt, told }]) => {
      clearTimeout(timer);
      return { source, sinceMs: now - beganAt, incident: told ?? null };
    });
    this.#losses.clear();
    return handed;
  }

  /** Nothing is missing any more, for it is over. Idempotent. */
  close(): void {
    this.update(new Set(), { here: false });
  }

  #begin(source: Source, sinceMs: number, told: MediaIncident | undefined): void {
    const loss: Loss = { timer: undefined, beganAt: performance.now() - sinceMs, told };
    this.#losses.set(source, loss);
    if (told) return;
    loss.timer = setTimeout(
      () => {
        loss.told = this.#options.tell(source);
      },
      Math.max(0, this.#options.afterMs - sinceMs),
    );
  }
}
