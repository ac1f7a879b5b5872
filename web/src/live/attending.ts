import type { SittingId } from '@invigil/contract/ids';
import type { LiveCall } from './call.ts';

interface Parts {
  call: LiveCall;
  hiccup: (fault: unknown) => void;
}

/** Keeps signaling told of whom this page shows full size. A new presence looks at nobody until it is told again. */
export class Attending {
  readonly #parts: Parts;
  #wanted: SittingId | null = null;
  #told: SittingId | null = null;
  #telling = false;
  #closed = false;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  show(sittingId: SittingId | null): void {
    this.#wanted = sittingId;
    void this.#tell();
  }

  /** A new presence began. */
  welcome(): void {
    this.#told = null;
    void this.#tell();
  }

  close(): void {
    this.#closed = true;
  }

  /** One call at a time, so that the last one told is the one that is true. */
  async #tell(): Promise<void> {
    if (this.#telling) return;
    this.#telling = true;
    while (!this.#closed && this.#told !== this.#wanted) {
      const sittingId = this.#wanted;
      this.#told = sittingId;
      try {
        await this.#parts.call('attend', { sittingId });
      } catch (fault) {
        // The next look, or the next welcome, tells it again.
        this.#parts.hiccup(fault);
      }
    }
    this.#telling = false;
  }
}
