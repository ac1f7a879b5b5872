import { AppError, type ErrorCode } from '@invigil/contract/errors';
import type { TransportId } from '@invigil/contract/ids';
import type { Source } from '@invigil/contract/sources';
import { SendPlace, type SendPlaceParts } from './sendPlace.ts';

interface Parts extends SendPlaceParts {
  /** What the place is to send now. */
  tracks: () => ReadonlyMap<Source, MediaStreamTrack>;
  /** The server does not take what is shared, and trying again by itself would not help. */
  refused: (fault: unknown) => void;
}

const retryMs = 2_000;

/** The place is gone; the server announces the next one by itself. */
const placeGone: readonly ErrorCode[] = ['transportNotFound', 'resumeExpired'];
/** Only the person can help. */
const hopeless: readonly ErrorCode[] = ['invalid', 'mediaRefused', 'forbidden', 'sittingOver', 'openElsewhere'];

/** Keeps what one place sends equal to what is shared, for as long as the place is there. */
export class Lane {
  readonly place: SendPlace;
  readonly transportId: TransportId;
  readonly #parts: Parts;
  #again = false;
  #working = false;
  #retry: ReturnType<typeof setTimeout> | undefined;
  #closed = false;

  constructor(parts: Parts) {
    this.#parts = parts;
    this.place = new SendPlace(parts);
    this.transportId = parts.options.transportId;
  }

  /** What is shared has changed. One round at a time; a change during a round asks for another one. */
  settle(): void {
    clearTimeout(this.#retry);
    this.#again = true;
    if (!this.#working && !this.#closed) void this.#work();
  }

  /** Idempotent; the tracks go on. */
  close(): void {
    this.#closed = true;
    clearTimeout(this.#retry);
    this.place.close();
  }

  async #work(): Promise<void> {
    this.#working = true;
    while (this.#again && !this.#closed) {
      this.#again = false;
      try {
        await this.place.bring(new Map(this.#parts.tracks()));
      } catch (fault) {
        if (!this.#closed) this.#judge(fault);
      }
    }
    this.#working = false;
  }

  #judge(fault: unknown): void {
    const code = fault instanceof AppError ? fault.code : undefined;
    if (code !== undefined && placeGone.includes(code)) return;
    if (code === undefined || hopeless.includes(code)) {
      this.#parts.refused(fault);
      return;
    }
    this.#parts.hiccup(fault);
    this.#retry = setTimeout(() => this.settle(), retryDelayMs(fault));
  }
}

function retryDelayMs(fault: unknown): number {
  const body = fault instanceof AppError ? fault.body : undefined;
  return body !== undefined && 'retryAfterSeconds' in body ? body.retryAfterSeconds * 1_000 : retryMs;
}
