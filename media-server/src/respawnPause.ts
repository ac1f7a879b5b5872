/**
 * How long to wait before another worker is spawned. The first death costs no wait; a worker that dies young makes each
 * wait twice the last, so that a worker which cannot live does not eat the machine.
 */
export class RespawnPause {
  static readonly oldAgeMs = 30_000;
  static readonly firstMs = 500;
  static readonly longestMs = 30_000;
  #youngDeaths = 0;

  /** @returns milliseconds to wait after the death of a worker that lived for `livedMs`. */
  after(livedMs: number): number {
    if (livedMs >= RespawnPause.oldAgeMs) {
      this.#youngDeaths = 0;
      return 0;
    }
    this.#youngDeaths += 1;
    if (this.#youngDeaths === 1) return 0;
    return Math.min(RespawnPause.firstMs * 2 ** (this.#youngDeaths - 2), RespawnPause.longestMs);
  }
}
