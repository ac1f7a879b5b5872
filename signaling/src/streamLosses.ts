import type { Source } from '@invigil/contract/sources';

interface Loss {
  timer: NodeJS.Timeout;
  /** Set once it was told: tells its end. */
  ended?: () => void;
}

/**
 * Which sources of one candidate stay away although they should arrive. Each loss is told once when it has lasted long
 * enough, and its end once it is over.
 */
export class StreamLosses {
  readonly #afterMs: number;
  readonly #tell: (source: Source) => () => void;
  readonly #losses = new Map<Source, Loss>();

  /** `tell` writes a loss down that began `afterMs` ago, and answers how to write its end down. */
  constructor({ afterMs, tell }: { afterMs: number; tell: (source: Source) => () => void }) {
    this.#afterMs = afterMs;
    this.#tell = tell;
  }

  /**
   * What is missing now. While the page is away nothing begins: that it came back is told instead, and what is missing
   * then begins anew.
   */
  update(missing: ReadonlySet<Source>, { here }: { here: boolean }): void {
    for (const [source, loss] of this.#losses) {
      if (missing.has(source) && (here || loss.ended)) continue;
      this.#losses.delete(source);
      clearTimeout(loss.timer);
      loss.ended?.();
    }
    if (!here) return;
    for (const source of missing) {
      if (!this.#losses.has(source)) this.#begin(source);
    }
  }

  /** Nothing is missing any more, for it is over. Idempotent. */
  close(): void {
    this.update(new Set(), { here: false });
  }

  #begin(source: Source): void {
    const timer = setTimeout(() => {
      loss.ended = this.#tell(source);
    }, this.#afterMs);
    const loss: Loss = { timer };
    this.#losses.set(source, loss);
  }
}
