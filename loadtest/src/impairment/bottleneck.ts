import type { LineClock } from './lineClock.ts';

interface Waiting {
  bytes: number;
  arrivedAt: number;
  /** Told when the last bit has left, and when that was due. */
  left: (atMs: number) => void;
}

/**
 * The bandwidth of one direction, shared by everything that goes there: first in, first out, one packet at a time. The
 * moments of departure are computed from each other and not from when a timer fired, so late timers take nothing away.
 */
export class Bottleneck {
  readonly #clock: LineClock;
  readonly #waiting: Waiting[] = [];
  #bitsPerSecond: number;
  #waitingBytes = 0;
  #freeAt = Number.NEGATIVE_INFINITY;
  #callOff: (() => void) | undefined;
  #closed = false;

  constructor(clock: LineClock, bitsPerSecond: number) {
    this.#clock = clock;
    this.#bitsPerSecond = bitsPerSecond;
  }

  get waitingBytes(): number {
    return this.#waitingBytes;
  }

  /** What waits goes on at the new speed; the packet that is being sent starts anew. */
  setSpeed(bitsPerSecond: number): void {
    if (bitsPerSecond === this.#bitsPerSecond) return;
    this.#bitsPerSecond = bitsPerSecond;
    if (this.#waiting.length > 0) this.#freeAt = this.#clock.now();
    this.#work();
  }

  send(bytes: number, left: (atMs: number) => void): void {
    if (this.#closed) return;
    this.#waiting.push({ bytes, arrivedAt: this.#clock.now(), left });
    this.#waitingBytes += bytes;
    if (this.#waiting.length === 1) this.#work();
  }

  /** What waits never leaves. Idempotent. */
  close(): void {
    this.#closed = true;
    this.#callOff?.();
    this.#waiting.length = 0;
    this.#waitingBytes = 0;
  }

  #work(): void {
    this.#callOff?.();
    this.#callOff = undefined;
    for (let head = this.#waiting[0]; head !== undefined; head = this.#waiting[0]) {
      const leftAt = Math.max(this.#freeAt, head.arrivedAt) + (head.bytes * 8_000) / this.#bitsPerSecond;
      if (leftAt > this.#clock.now()) {
        this.#callOff = this.#clock.wake(leftAt, () => this.#work());
        return;
      }
      this.#waiting.shift();
      this.#waitingBytes -= head.bytes;
      this.#freeAt = leftAt;
      head.left(leftAt);
    }
  }
}
