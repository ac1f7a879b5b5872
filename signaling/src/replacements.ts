import type { Log } from '@invigil/server-kit/log';
import type { Candidate } from './candidate.ts';
import type { MediaNodes } from './mediaNodes.ts';
import type { SignalingMetrics } from './metrics.ts';

/** As many are placed at once: enough to keep every worker busy, few enough that none waits for its turn in vain. */
const atOnce = 32;
const firstRetryMs = 250;
const longestRetryMs = 5_000;
/** Who loses place after place within this time waits longer each time. */
const memoryMs = 30_000;

interface Lost {
  candidate: Candidate;
  since: number;
  failures: number;
}

/** Gives candidates that lost their media worker another place, until each has one or is gone. */
export class Replacements {
  readonly #media: MediaNodes;
  readonly #metrics: SignalingMetrics;
  readonly #log: Log;
  readonly #lost = new Set<Candidate>();
  readonly #queue: Lost[] = [];
  readonly #timers = new Set<NodeJS.Timeout>();
  readonly #recent = new WeakMap<Candidate, { at: number; times: number }>();
  #running = 0;
  #closed = false;

  constructor({ media, metrics, log }: { media: MediaNodes; metrics: SignalingMetrics; log: Log }) {
    this.#media = media;
    this.#metrics = metrics;
    this.#log = log;
  }

  /**
   * `blameless`: it was not this page's media that failed, so it need not rest before the next try.
   * @returns false when it is about to get another place already.
   */
  replace(candidate: Candidate, { blameless }: { blameless: boolean }): boolean {
    if (this.#lost.has(candidate) || candidate.over || this.#closed) return false;
    this.#lost.add(candidate);
    this.#queueAfter(blameless ? 0 : this.#restMs(candidate), { candidate, since: performance.now(), failures: 0 });
    return true;
  }

  /** Whether it has no place just now, or is about to be told another. */
  isReplacing(candidate: Candidate): boolean {
    return this.#lost.has(candidate);
  }

  /** Idempotent. */
  close(): void {
    this.#closed = true;
    this.#queue.length = 0;
    for (const timer of this.#timers) clearTimeout(timer);
  }

  /** None the first time; then more and more, so that a page whose media fails again and again does not busy everybody. */
  #restMs(candidate: Candidate): number {
    const now = performance.now();
    const recent = this.#recent.get(candidate);
    const times = recent && now - recent.at < memoryMs ? recent.times + 1 : 0;
    this.#recent.set(candidate, { at: now, times });
    return times < 2 ? 0 : Math.min(longestRetryMs, firstRetryMs * 2 ** (times - 2));
  }

  #queueAfter(ms: number, lost: Lost): void {
    if (ms === 0) {
      this.#queue.push(lost);
      this.#goOn();
      return;
    }
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      this.#queueAfter(0, lost);
    }, ms);
    this.#timers.add(timer);
  }

  #goOn(): void {
    while (this.#running < atOnce) {
      const lost = this.#queue.shift();
      if (!lost) return;
      this.#running += 1;
      this.#place(lost)
        .catch((err: unknown) => this.#retry(lost, err))
        .finally(() => {
          this.#running -= 1;
          this.#goOn();
        });
    }
  }

  async #place({ candidate, since }: Lost): Promise<void> {
    const { presenceId } = candidate;
    // A node that stood still may have lost the sitting: another place for it would end the media of who has it now.
    await candidate.sitting.confirm();
    if (candidate.over) {
      this.#lost.delete(candidate);
      return;
    }
    const place = await this.#media.place({ presenceId, sittingId: candidate.admission.sittingId });
    this.#lost.delete(candidate);
    if (candidate.over) {
      await this.#media.closePresence(presenceId, [place.mediaNodeId]);
      return;
    }
    candidate.placed(place);
    this.#metrics.replaced((performance.now() - since) / 1_000);
  }

  #retry(lost: Lost, err: unknown): void {
    this.#log.warn({ err, failures: lost.failures + 1 }, 'a sitting has no place for its media yet, will retry');
    if (this.#closed) return;
    const waitMs = Math.min(longestRetryMs, firstRetryMs * 2 ** lost.failures);
    this.#queueAfter(waitMs, { ...lost, failures: lost.failures + 1 });
  }
}
