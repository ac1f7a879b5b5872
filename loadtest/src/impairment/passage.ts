import type { Direction } from './conditions.ts';
import type { ImpairedLine } from './impairedLine.ts';

/** A retransmission timer's usual least, beside the round trip. Milliseconds. */
const leastRetransmissionMs = 200;
/** What one flow may have on its way in one direction, in bytes; beyond it datagrams are dropped and TCP has to wait. */
const mostOnTheWay = 1024 * 1024;

interface OnTheWay {
  bytes: number;
  dueAt: number;
  arrive: () => void;
}

interface Parts {
  line: ImpairedLine;
  direction: Direction;
  protocol: 'tcp' | 'udp';
  /** There may be room again after there was none. */
  onRoom?: () => void;
}

/** One flow in one direction: first the shared bandwidth, then the delay, in order. */
export class Passage {
  readonly #parts: Parts;
  readonly #onTheWay: OnTheWay[] = [];
  #waiting = 0;
  #bytes = 0;
  #lastDueAt = Number.NEGATIVE_INFINITY;
  #callOff: (() => void) | undefined;
  #closed = false;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /** For a flow that waits instead of losing: a quarter of the line's queue, so that one connection never fills it. */
  get isFull(): boolean {
    const { line, direction } = this.#parts;
    return this.#bytes >= mostOnTheWay || this.#waiting >= line.conditions[direction].queueBytes / 4;
  }

  /** Takes a packet; `arrive` is called when it is through, or never. */
  send(bytes: number, arrive: () => void): void {
    const { line, direction, protocol } = this.#parts;
    if (this.#closed || (protocol === 'udp' && this.#isDropped(bytes))) return;
    this.#bytes += bytes;
    this.#waiting += bytes;
    line.bottleneck(direction).send(bytes, (leftAt) => {
      this.#waiting -= bytes;
      if (this.#closed) return;
      this.#onTheWay.push({ bytes, arrive, dueAt: this.#dueAt(leftAt) });
      if (this.#onTheWay.length === 1) this.deliver();
      else this.#parts.onRoom?.();
    });
  }

  /** Lets arrive what is due. Also to be called when the line was mended. */
  deliver(): void {
    const { line, protocol } = this.#parts;
    this.#callOff?.();
    this.#callOff = undefined;
    for (let head = this.#onTheWay[0]; head !== undefined; head = this.#onTheWay[0]) {
      if (head.dueAt > line.clock.now()) {
        this.#callOff = line.clock.wake(head.dueAt, () => this.deliver());
        break;
      }
      if (protocol === 'tcp' && line.cutBy !== undefined) return;
      this.#onTheWay.shift();
      this.#bytes -= head.bytes;
      if (protocol === 'tcp' || line.passesDatagrams) head.arrive();
    }
    if (!this.#closed) this.#parts.onRoom?.();
  }

  /** What is on its way never arrives. Idempotent. */
  close(): void {
    this.#closed = true;
    this.#callOff?.();
    this.#onTheWay.length = 0;
  }

  #isDropped(bytes: number): boolean {
    const { line, direction } = this.#parts;
    const { loss, queueBytes } = line.conditions[direction];
    if (!line.passesDatagrams || line.random() < loss) return true;
    return this.#bytes + bytes > mostOnTheWay || line.bottleneck(direction).waitingBytes + bytes > queueBytes;
  }

  #dueAt(leftAt: number): number {
    const { line, direction, protocol } = this.#parts;
    const { delayMs, jitterMs, loss } = line.conditions[direction];
    const dueAt = leftAt + delayMs + jitterMs * line.random();
    // What is lost behind a loss is repeated with it: there is one wait at a time.
    const isRepeated = protocol === 'tcp' && dueAt >= this.#lastDueAt && line.random() < loss;
    this.#lastDueAt = Math.max(this.#lastDueAt, isRepeated ? dueAt + leastRetransmissionMs + line.roundTripMs : dueAt);
    return this.#lastDueAt;
  }
}
