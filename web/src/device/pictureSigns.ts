/** What a picture tells of its camera. Nobody is recognised, and no picture is kept: two small frames are compared. */
export type PictureSign = 'unknown' | 'moving' | 'black' | 'frozen';

/** Mean luma below which a picture is black: a closed lens still has a little noise. From 0 to 255. */
const blackBelow = 12;

/** The mean luma of an RGBA frame, from 0 to 255. */
export function meanLuma(rgba: Uint8ClampedArray): number {
  let sum = 0;
  for (let at = 0; at < rgba.length; at += 4) {
    sum += 0.2126 * (rgba[at] ?? 0) + 0.7152 * (rgba[at + 1] ?? 0) + 0.0722 * (rgba[at + 2] ?? 0);
  }
  return rgba.length === 0 ? 0 : sum / (rgba.length / 4);
}

/**
 * Follows a camera's picture by small frames taken several times a second. A real sensor's noise makes every frame differ
 * a little, so a picture is frozen when its frames are the same, byte for byte, for a while. No frame at all counts as the
 * same frame.
 */
export class PictureWatch {
  readonly #afterMs: number;
  #last: Uint8ClampedArray | undefined;
  #changedAt: number | undefined;
  #blackSince: number | undefined;
  #moved = false;

  /** @param afterMs how long a picture must be the same, or black, before it is said. */
  constructor(afterMs = 2_500) {
    this.#afterMs = afterMs;
  }

  /**
   * @param frame undefined when the camera has brought none since the last call.
   * @param atMs of a clock that only goes forward.
   */
  take(frame: Uint8ClampedArray | undefined, atMs: number): PictureSign {
    this.#changedAt ??= atMs;
    if (frame !== undefined) this.#compare(frame, atMs);
    if (this.#blackSince !== undefined) return atMs - this.#blackSince >= this.#afterMs ? 'black' : 'unknown';
    if (atMs - this.#changedAt >= this.#afterMs) return 'frozen';
    return this.#moved ? 'moving' : 'unknown';
  }

  #compare(frame: Uint8ClampedArray, atMs: number): void {
    const before = this.#last;
    this.#last = frame;
    if (meanLuma(frame) >= blackBelow) this.#blackSince = undefined;
    else this.#blackSince ??= atMs;
    if (before === undefined || isSame(before, frame)) return;
    this.#changedAt = atMs;
    this.#moved = true;
  }
}

function isSame(one: Uint8ClampedArray, other: Uint8ClampedArray): boolean {
  return one.length === other.length && one.every((value, at) => value === other[at]);
}
