import { Bottleneck } from './bottleneck.ts';
import { type CutKind, type Direction, type LineConditions, perfectLine } from './conditions.ts';
import { type LineClock, systemLineClock } from './lineClock.ts';
import { type Random, seededRandom } from './random.ts';

/** A proxy, as its line knows it. */
export interface OnLine {
  /** The line was cut or mended. */
  lineChanged(): void;
  close(): Promise<void>;
}

/**
 * One person's access to the network: its bandwidth is shared by all proxies that lead over it, and everything about it can
 * be changed while it runs. A line carries nothing by itself; `TcpProxy` and `UdpProxy` do.
 */
export class ImpairedLine {
  readonly clock: LineClock;
  readonly random: Random;
  readonly #bottlenecks: Readonly<Record<Direction, Bottleneck>>;
  readonly #proxies = new Set<OnLine>();
  #conditions: LineConditions;
  #cutBy: CutKind | undefined;

  constructor(conditions = perfectLine, options: { clock?: LineClock; random?: Random } = {}) {
    this.clock = options.clock ?? systemLineClock;
    this.random = options.random ?? seededRandom(1);
    this.#conditions = conditions;
    this.#bottlenecks = {
      up: new Bottleneck(this.clock, conditions.up.bitsPerSecond),
      down: new Bottleneck(this.clock, conditions.down.bitsPerSecond),
    };
  }

  get conditions(): LineConditions {
    return this.#conditions;
  }

  /** What enters from now on meets the new conditions; what waits for the bandwidth goes on at the new speed. */
  become(conditions: LineConditions): void {
    this.#conditions = conditions;
    this.#bottlenecks.up.setSpeed(conditions.up.bitsPerSecond);
    this.#bottlenecks.down.setSpeed(conditions.down.bitsPerSecond);
  }

  get cutBy(): CutKind | undefined {
    return this.#cutBy;
  }

  cut(kind: CutKind = 'reset'): void {
    this.#cutBy = kind;
    for (const proxy of this.#proxies) proxy.lineChanged();
  }

  mend(): void {
    this.#cutBy = undefined;
    for (const proxy of this.#proxies) proxy.lineChanged();
  }

  get passesDatagrams(): boolean {
    return this.#cutBy === undefined && !this.#conditions.udpBlocked;
  }

  get roundTripMs(): number {
    return this.#conditions.up.delayMs + this.#conditions.down.delayMs;
  }

  bottleneck(direction: Direction): Bottleneck {
    return this.#bottlenecks[direction];
  }

  add(proxy: OnLine): void {
    this.#proxies.add(proxy);
  }

  remove(proxy: OnLine): void {
    this.#proxies.delete(proxy);
  }

  /** Closes its proxies with everything that goes through them. Idempotent. */
  async close(): Promise<void> {
    this.#bottlenecks.up.close();
    this.#bottlenecks.down.close();
    await Promise.all([...this.#proxies].map((proxy) => proxy.close()));
  }
}
