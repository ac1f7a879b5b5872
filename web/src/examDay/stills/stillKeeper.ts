import { AppError, type ErrorCode } from '@invigil/contract/errors';
import { type SittingId, stillId } from '@invigil/contract/ids';
import { type LadderStep, ladder } from '@invigil/contract/ladder';
import type { Source } from '@invigil/contract/sources';
import type { ExamDayStore, KeptStill } from '../examDayStore.ts';
import type { PageClock } from '../pageClock.ts';
import { uuid7 } from '../uuid7.ts';

interface Parts {
  sittingId: SittingId;
  /** Rejects where the browser keeps nothing: then only the newest pictures are held, in the page. */
  store: Promise<ExamDayStore>;
  clock: PageClock;
  /** A picture of each source that is shared now. */
  take: () => Promise<{ source: Source; picture: Blob }[]>;
  send: (still: KeptStill) => Promise<unknown>;
  /** Resolves when nothing more important is being sent. */
  untilFree: () => Promise<void>;
  /** How many pictures wait to be sent. */
  waiting: (count: number) => void;
  hiccup: (fault: unknown) => void;
}

/** Of one sitting: about an hour of pictures of two sources, or some 100 MiB at the very worst. */
const mostKept = 720;
const mostHeld = 20;
const retryMs = 5_000;
const hopeless: readonly ErrorCode[] = [
  'invalid',
  'sittingOver',
  'notFound',
  'forbidden',
  'fileTypeRefused',
  'bodyTooLarge',
];

/**
 * Pictures one by one where video cannot flow: sent at once when something can be sent, kept in the browser when nothing
 * can, and sent later, the oldest first.
 */
export class StillKeeper {
  readonly #parts: Parts;
  /** What the browser would not keep. */
  readonly #held: KeptStill[] = [];
  #taking: ReturnType<typeof setInterval> | undefined;
  #retry: ReturnType<typeof setTimeout> | undefined;
  #step: LadderStep = 'full';
  #sending = false;
  #closed = false;

  constructor(parts: Parts) {
    this.#parts = parts;
    void this.#sendAll();
  }

  /** What the line bears from now on. */
  climb(step: LadderStep): void {
    this.#step = step;
    const { stillEveryMs } = ladder[step];
    clearInterval(this.#taking);
    this.#taking = undefined;
    if (stillEveryMs !== null) {
      this.#taking = setInterval(() => void this.#takeOne(), stillEveryMs);
      void this.#takeOne();
    }
    void this.#sendAll();
  }

  close(): void {
    this.#closed = true;
    clearInterval(this.#taking);
    clearTimeout(this.#retry);
  }

  async #takeOne(): Promise<void> {
    const { clock, sittingId, take, hiccup } = this.#parts;
    try {
      for (const { source, picture } of await take()) {
        await this.#keep({ stillId: stillId.parse(uuid7()), sittingId, source, takenAt: clock.now(), picture });
      }
    } catch (fault) {
      hiccup(fault);
    }
    await this.#sendAll();
  }

  async #keep(still: KeptStill): Promise<void> {
    try {
      const store = await this.#parts.store;
      await store.put('stills', still);
      const keys = await store.getAllKeysFromIndex('stills', 'sittingId', still.sittingId);
      // Ids sort by time: what goes is the oldest.
      for (const key of keys.sort().slice(0, Math.max(0, keys.length - mostKept))) await store.delete('stills', key);
    } catch (fault) {
      this.#parts.hiccup(fault);
      this.#held.push(still);
      if (this.#held.length > mostHeld) this.#held.shift();
    }
  }

  async #sendAll(): Promise<void> {
    if (this.#sending || this.#closed) return;
    this.#sending = true;
    clearTimeout(this.#retry);
    try {
      while (!this.#closed && !ladder[this.#step].keepsStills) {
        const still = await this.#oldest();
        if (still === undefined) break;
        await this.#parts.untilFree();
        await this.#sendOne(still);
      }
    } catch (fault) {
      this.#parts.hiccup(fault);
      if (!this.#closed) this.#retry = setTimeout(() => void this.#sendAll(), retryMs);
    } finally {
      this.#sending = false;
    }
  }

  async #oldest(): Promise<KeptStill | undefined> {
    const keys = await this.#keys();
    this.#parts.waiting(keys.length + this.#held.length);
    const [first] = keys;
    if (first === undefined) return this.#held[0];
    return await (await this.#parts.store).get('stills', first);
  }

  async #keys() {
    try {
      const store = await this.#parts.store;
      return (await store.getAllKeysFromIndex('stills', 'sittingId', this.#parts.sittingId)).sort();
    } catch (fault) {
      this.#parts.hiccup(fault);
      return [];
    }
  }

  async #sendOne(still: KeptStill): Promise<void> {
    try {
      await this.#parts.send(still);
    } catch (fault) {
      // What the server will never take is not kept for ever.
      if (!(fault instanceof AppError) || !hopeless.includes(fault.code)) throw fault;
      this.#parts.hiccup(fault);
    }
    const held = this.#held.indexOf(still);
    if (held >= 0) this.#held.splice(held, 1);
    else await (await this.#parts.store).delete('stills', still.stillId);
  }
}
