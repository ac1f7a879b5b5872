import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import type { Log } from '../log.ts';
import type { Backplane } from './backplane.ts';

/** What one node tells in a minute in which everything happens to a thousand candidates. */
const mostKept = 20_000;
/** Sent at once at most; what the connection carries arrives in the order in which it was sent. */
const atOnce = 100;
/** Whether what went out so shortly before a loss arrived is not known, so it goes out again. Milliseconds. */
const unsureMs = 5_000;

/** A note as it passes through a backplane. One that is kept names its sender and counts up, so that it is heard once. */
export const noteFrame = z.strictObject({
  message: z.unknown(),
  kept: z.strictObject({ from: z.uuid(), seq: z.int().min(1) }).optional(),
});
export type NoteFrame = z.infer<typeof noteFrame>;

interface Kept {
  channel: string;
  text: string;
  sentAt: number;
}

/**
 * Notes that must not be lost: told in order, and while the others cannot be reached kept until everybody can hear them
 * again. What may have been told before is told twice; `Heard` drops it.
 */
export class KeptNotes {
  readonly #backplane: Backplane;
  readonly #log: Log;
  readonly #from = randomUUID();
  #seq = 0;
  #sent: Kept[] = [];
  #waiting: Kept[] = [];
  #dropped = 0;
  #losses = 0;
  #sending: Promise<void> | undefined;
  #closed = false;

  constructor({ backplane, log }: { backplane: Backplane; log: Log }) {
    this.#backplane = backplane;
    this.#log = log;
    backplane.reach.watch({ lost: () => this.#doubt(), settled: () => void this.#goOn() });
  }

  /** Resolves when it is told, or kept because nobody can be reached now. Never rejects. */
  async tell(channel: string, message: unknown): Promise<void> {
    if (this.#closed) return;
    this.#seq += 1;
    const frame: NoteFrame = { message, kept: { from: this.#from, seq: this.#seq } };
    this.#waiting.push({ channel, text: JSON.stringify(frame), sentAt: 0 });
    if (this.#waiting.length > mostKept) {
      this.#waiting.shift();
      this.#dropped += 1;
    }
    await this.#goOn();
  }

  get waiting(): number {
    return this.#waiting.length;
  }

  close(): void {
    this.#closed = true;
    if (this.#waiting.length > 0)
      this.#log.error({ count: this.#waiting.length }, 'notes were not told before the end');
    this.#waiting = [];
  }

  async #goOn(): Promise<void> {
    while (this.#waiting.length > 0 && this.#backplane.reach.isSettled && !this.#closed) {
      this.#sending ??= this.#sendAll().finally(() => {
        this.#sending = undefined;
      });
      await this.#sending;
    }
  }

  async #sendAll(): Promise<void> {
    if (this.#dropped > 0) this.#log.error({ count: this.#dropped }, 'notes were dropped, for too many waited');
    this.#dropped = 0;
    while (this.#waiting.length > 0 && this.#backplane.reach.isSettled) {
      const lot = this.#waiting.slice(0, atOnce);
      const losses = this.#losses;
      const outcomes = await Promise.allSettled(lot.map(({ channel, text }) => this.#backplane.send(channel, text)));
      // All of it waits still, and is told again with the rest.
      if (this.#losses !== losses) return;
      for (const outcome of outcomes)
        if (outcome.status === 'rejected') this.#log.error({ err: outcome.reason }, 'a note could not be told');
      const told = new Set(lot);
      this.#waiting = this.#waiting.filter((kept) => !told.has(kept));
      this.#remember(lot);
    }
  }

  #remember(lot: readonly Kept[]): void {
    const sentAt = performance.now();
    for (const kept of lot) this.#sent.push({ ...kept, sentAt });
    const old = this.#sent.findIndex((kept) => sentAt - kept.sentAt < unsureMs);
    // Trimmed now and then, for that takes as long as what is kept.
    if (old * 2 > this.#sent.length) this.#sent = this.#sent.slice(old);
  }

  /** Before what waits comes what may not have arrived. */
  #doubt(): void {
    this.#losses += 1;
    const now = performance.now();
    this.#waiting = [...this.#sent.filter(({ sentAt }) => now - sentAt < unsureMs), ...this.#waiting];
    this.#sent = [];
  }
}

/** The hearing half, one for each listener: passes every note on that is not a repetition. */
export class Heard {
  /** The newest of each sender; these are the nodes of a cluster, so few that none needs forgetting. */
  readonly #newest = new Map<string, number>();

  isNew({ kept }: NoteFrame): boolean {
    if (!kept) return true;
    if (kept.seq <= (this.#newest.get(kept.from) ?? 0)) return false;
    this.#newest.set(kept.from, kept.seq);
    return true;
  }
}
