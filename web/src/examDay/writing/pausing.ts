import { AppError, type ErrorBody, type ErrorCode } from '@invigil/contract/errors';
import type { WritingPulse } from '@invigil/contract/routes/writing';
import type { Source } from '@invigil/contract/sources';
import { errorBodyOf } from '../../i18n/errorText.ts';

/** One pause, or its end; both carry the same key. */
interface Order {
  key: string;
  sources: Source[];
}
interface Parts {
  pause: (order: Order) => Promise<WritingPulse>;
  resume: (order: Order) => Promise<WritingPulse>;
  heard: (pulse: WritingPulse) => void;
  /** Whether nothing may be written because of the shares. */
  blocked: (blocked: boolean) => void;
  /** This page writes no more, and why. */
  lost: (error: ErrorBody) => void;
  hiccup: (fault: unknown) => void;
}

/** The media server needs a moment to see a share that is back. */
const seenMs = 500;
const retryMs = 2_000;
const over: readonly ErrorCode[] = ['openElsewhere', 'sittingOver', 'alreadySubmitted', 'sittingNotStarted'];
const unreached: readonly ErrorCode[] = ['unavailable', 'timeout'];

/**
 * Keeps writing paused while a required share is missing, here at once and at the server as soon as it is reached, and lets
 * it go on by itself when the server sees the share again. A network that is away blocks nobody.
 */
export class Pausing {
  readonly #parts: Parts;
  #missing: readonly Source[] = [];
  /** The pause that the server may know of. */
  #order: (Order & { isTold: boolean }) | undefined;
  #working = false;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #closed = false;

  /** @param isPaused whether the server has it paused already, as after a reload. */
  constructor(parts: Parts, isPaused: boolean) {
    this.#parts = parts;
    if (isPaused) this.#order = { key: crypto.randomUUID(), sources: [], isTold: false };
  }

  /** These required sources are not shared now. */
  missing(sources: readonly Source[]): void {
    this.#missing = sources;
    if (sources.length > 0) {
      this.#parts.blocked(true);
      this.#order ??= { key: crypto.randomUUID(), sources: [], isTold: false };
      this.#order.sources = [...new Set([...this.#order.sources, ...sources])];
    }
    void this.#settle();
  }

  /** A proctor's pause is over and writing goes on at the server: a share that is missing is told as a pause of its own. */
  proctorResumed(): void {
    if (this.#missing.length === 0) return;
    this.#order = { key: crypto.randomUUID(), sources: [...this.#missing], isTold: false };
    void this.#settle();
  }

  close(): void {
    this.#closed = true;
    clearTimeout(this.#timer);
  }

  async #settle(): Promise<void> {
    clearTimeout(this.#timer);
    if (this.#working || this.#closed) return;
    this.#working = true;
    let again: number | undefined;
    try {
      again = await this.#round();
    } catch (fault) {
      again = this.#judge(fault);
    } finally {
      this.#working = false;
    }
    if (again !== undefined && !this.#closed) this.#timer = setTimeout(() => void this.#settle(), again);
  }

  /** One call, if one is due. Returns after how many milliseconds another one is. */
  async #round(): Promise<number | undefined> {
    const order = this.#order;
    if (order === undefined) return undefined;
    const { key, sources } = order;
    if (this.#missing.length > 0) {
      if (order.isTold) return undefined;
      this.#parts.heard(await this.#parts.pause({ key, sources }));
      order.isTold = true;
      return 0;
    }
    // What was paused before this page names no source; any one that is required will do.
    this.#parts.heard(await this.#parts.resume({ key, sources: sources.length > 0 ? sources : ['screen'] }));
    // A share that stopped meanwhile is another pause.
    if (this.#missing.length > 0) {
      this.#order = { key: crypto.randomUUID(), sources: [...this.#missing], isTold: false };
      return 0;
    }
    this.#order = undefined;
    this.#parts.blocked(false);
    return undefined;
  }

  #judge(fault: unknown): number | undefined {
    if (this.#closed) return undefined;
    if (fault instanceof AppError && over.includes(fault.code)) {
      this.close();
      this.#parts.lost(errorBodyOf(fault));
      return undefined;
    }
    if (fault instanceof AppError && fault.code === 'captureMissing') return seenMs;
    // A proctor has it paused, which ended every pause of the page; there is nothing left to resume.
    if (fault instanceof AppError && fault.code === 'writingPaused' && this.#missing.length === 0) {
      this.#order = undefined;
      this.#parts.blocked(false);
      return undefined;
    }
    this.#parts.hiccup(fault);
    // The shares are there and only the network is not: who writes goes on, and the server is told later.
    if (fault instanceof AppError && unreached.includes(fault.code) && this.#missing.length === 0) {
      this.#parts.blocked(false);
    }
    return retryMs;
  }
}
