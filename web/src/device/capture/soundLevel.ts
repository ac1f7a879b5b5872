/** The root mean square of samples from -1 to 1: how loud a moment is, from 0 to 1. */
export function rootMeanSquare(samples: Float32Array): number {
  let sum = 0;
  for (const sample of samples) sum += sample * sample;
  return samples.length === 0 ? 0 : Math.sqrt(sum / samples.length);
}

const quietestDb = -60;
const loudestDb = -10;

/** Where a meter stands for a loudness, from 0 to 1: decibels, as ears hear. */
export function meterOf(rms: number): number {
  if (rms <= 0) return 0;
  const db = 20 * Math.log10(rms);
  return Math.min(1, Math.max(0, (db - quietestDb) / (loudestDb - quietestDb)));
}

/** About -44 dB: speech at an arm's length is louder, the hum of a room is not. */
const speechRms = 0.006;

/** Whether somebody was heard: speech must last for a moment in sum, so that a click of a key alone does not count. */
export class SoundWatch {
  readonly #neededMs: number;
  #heardMs = 0;
  #lastAt: number | undefined;

  constructor(neededMs = 250) {
    this.#neededMs = neededMs;
  }

  /** @param atMs of a clock that only goes forward. */
  take(rms: number, atMs: number): boolean {
    const sinceMs = this.#lastAt === undefined ? 0 : Math.min(100, atMs - this.#lastAt);
    this.#lastAt = atMs;
    if (rms >= speechRms) this.#heardMs += sinceMs;
    return this.#heardMs >= this.#neededMs;
  }
}
