import type { Clock } from '@invigil/server-kit/clock';

/** Milliseconds between looks at what a consumer has sent. */
export const silenceTimes = {
  /** A consumer that was just resumed, moved or nudged should have sent something by then. */
  first: 1_500,
  /** A consumer that was seen sending is looked at this often; a still screen sends a frame a second. */
  calm: 5_000,
  longest: 24_000,
} as const;

/**
 * Notices a consumer that sends nothing. It says when to look at the consumer's count of sent packets and whether what
 * was seen is silence; looks at a consumer that stays silent come ever later.
 */
export class Silence {
  readonly #clock: Clock;
  #lookAt = Number.POSITIVE_INFINITY;
  #packets = 0;
  #silentLooks = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** From now on something should be sent, beyond the packets the consumer has sent so far. */
  expectMedia(packetsSoFar: number): void {
    this.#packets = packetsSoFar;
    this.#silentLooks = 0;
    this.putOff();
  }

  /** Nothing is expected any more: the consumer is paused. */
  rest(): void {
    this.#lookAt = Number.POSITIVE_INFINITY;
  }

  isDue(): boolean {
    return this.#clock.now() >= this.#lookAt;
  }

  /** The next look comes a little later: the producer itself sends nothing, or the consumer was just moved. */
  putOff(): void {
    this.#lookAt = this.#clock.now() + silenceTimes.first;
  }

  /**
   * Takes the consumer's count of packets sent so far.
   * @returns how many looks in a row have found silence; 0 when media flows.
   */
  saw(packets: number): number {
    const flows = packets > this.#packets;
    this.#packets = packets;
    this.#silentLooks = flows ? 0 : this.#silentLooks + 1;
    const wait = flows ? silenceTimes.calm : silenceTimes.first * 2 ** (this.#silentLooks - 1);
    this.#lookAt = this.#clock.now() + Math.min(wait, silenceTimes.longest);
    return this.#silentLooks;
  }
}
