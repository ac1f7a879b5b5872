import type { EncodingStream } from '../bot/encodingStream.ts';

/** Consecutive members of this sequence modulo 1 lie as far apart as can be, however many there are. */
const goldenRatio = 0.618_033_988_749_895;
const tickMs = 1;

/** Streams of one frame rate: each has its slot in the frame interval, and the slots are played round and round. */
class Wheel {
  readonly #slots: EncodingStream[][];
  readonly #slotMs: number;
  #next: number;
  #added = 0;

  constructor(framesPerSecond: number, nowMs: number) {
    const intervalMs = 1_000 / framesPerSecond;
    this.#slots = Array.from({ length: Math.max(1, Math.round(intervalMs / tickMs)) }, () => []);
    this.#slotMs = intervalMs / this.#slots.length;
    this.#next = Math.ceil(nowMs / this.#slotMs);
  }

  add(stream: EncodingStream): void {
    const at = Math.floor(((this.#added++ * goldenRatio) % 1) * this.#slots.length);
    this.#slots[at]?.push(stream);
  }

  remove(stream: EncodingStream): void {
    for (const slot of this.#slots) {
      const at = slot.indexOf(stream);
      if (at >= 0) slot.splice(at, 1);
    }
  }

  /** Sends every frame that is due; one that is late is sent late, not left out. */
  play(nowMs: number): void {
    for (; this.#next * this.#slotMs <= nowMs; this.#next += 1) {
      for (const stream of this.#slots[this.#next % this.#slots.length] ?? []) stream.sendFrame();
    }
  }
}

/** Sends the frames of many streams when they are due, evenly spread over time as unrelated senders are. */
export class Player {
  readonly #wheels = new Map<number, Wheel>();
  /** Frames a second of each. */
  readonly #streams = new Map<EncodingStream, number>();
  #timer: NodeJS.Timeout | undefined;

  /** Packets a second that the present streams send when they keep pace. */
  get packetsPerSecond(): number {
    let sum = 0;
    for (const [{ clip }, rate] of this.#streams) sum += (clip.packets / clip.frames.length) * rate;
    return sum;
  }

  /** At the frame rate of its clip unless told. A stream that is played already changes its rate. */
  add(stream: EncodingStream, framesPerSecond = stream.clip.framesPerSecond): void {
    if (this.#streams.get(stream) === framesPerSecond) return;
    this.remove(stream);
    const wheel = this.#wheels.get(framesPerSecond) ?? new Wheel(framesPerSecond, performance.now());
    this.#wheels.set(framesPerSecond, wheel);
    wheel.add(stream);
    this.#streams.set(stream, framesPerSecond);
    this.#timer ??= setInterval(() => this.#play(), tickMs);
  }

  remove(stream: EncodingStream): void {
    const framesPerSecond = this.#streams.get(stream);
    if (framesPerSecond === undefined) return;
    this.#streams.delete(stream);
    this.#wheels.get(framesPerSecond)?.remove(stream);
    if (this.#streams.size === 0) this.clear();
  }

  /** Sends nothing until streams are added again. */
  clear(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
    this.#wheels.clear();
    this.#streams.clear();
  }

  #play(): void {
    const now = performance.now();
    for (const wheel of this.#wheels.values()) wheel.play(now);
  }
}
