import { type Step, spatialLayerOf } from '@invigil/contract/sources';
import type { Clock } from '@invigil/server-kit/clock';
import type { types } from 'mediasoup';
import { layerToAsk } from './layers.ts';
import type { Stream } from './stream.ts';

/** How long a consumer that fell silent on a high layer is kept on the lowest. Milliseconds. */
const keptLowMs = 5_000;
/** mediasoup does not move a consumer to a layer younger than 2 s, nor does it look again when the layer has come of age. */
const layerOfAgeMs = 2_200;

/** The layer to open a consumer of a stream with. */
export function firstLayer(stream: Stream, step: Step): number {
  return stream.isSimulcast ? layerToAsk(spatialLayerOf(stream.source, step), stream.scores) : 0;
}

/** Which layer a consumer asks for: the one of the wanted step while that flows, else the best of those that do. */
export class LayerAsk {
  readonly #consumer: types.Consumer;
  readonly #stream: Stream;
  readonly #clock: Clock;
  #asked: number;
  #askedAt: number;
  #keptLowUntil = 0;

  constructor(options: { consumer: types.Consumer; stream: Stream; clock: Clock; asked: number }) {
    this.#consumer = options.consumer;
    this.#stream = options.stream;
    this.#clock = options.clock;
    this.#asked = options.asked;
    this.#askedAt = options.clock.now();
  }

  get asked(): number {
    return this.#asked;
  }

  /** The layer mediasoup sends now; -1 for none. */
  get sent(): number {
    return this.#consumer.currentLayers?.spatialLayer ?? -1;
  }

  has(step: Step): boolean {
    return !this.#stream.isSimulcast || this.#asked === spatialLayerOf(this.#stream.source, step);
  }

  /** Asks for the lowest layer only, for a while. */
  keepLow(): void {
    this.#keptLowUntil = this.#clock.now() + keptLowMs;
  }

  /** The next ask may be for any layer. */
  freeHeight(): void {
    this.#keptLowUntil = 0;
  }

  /** Whether there is something to choose or to insist on. */
  isDue(step: Step): boolean {
    return this.#best(step) !== this.#asked || this.#mustInsist();
  }

  /** Chooses the layer anew. @returns whether it is another one than before; then `send` is to be called. */
  choose(step: Step): boolean {
    const layer = this.#best(step);
    if (layer === this.#asked) return false;
    this.#asked = layer;
    this.#askedAt = this.#clock.now();
    return true;
  }

  /** Tells mediasoup what was chosen. */
  async send(): Promise<void> {
    await this.#consumer.setPreferredLayers({ spatialLayer: this.#asked });
  }

  /** Asks once more for a layer that has come of age and still is not sent. */
  async insist(): Promise<void> {
    if (!this.#mustInsist()) return;
    this.#askedAt = this.#clock.now();
    // Asking for the same again would be ignored; by way of the lowest it makes mediasoup look again.
    await Promise.all([this.#consumer.setPreferredLayers({ spatialLayer: 0 }), this.send()]);
  }

  #best(step: Step): number {
    if (!this.#stream.isSimulcast) return this.#asked;
    const wanted = this.#clock.now() < this.#keptLowUntil ? 0 : spatialLayerOf(this.#stream.source, step);
    return layerToAsk(wanted, this.#stream.scores);
  }

  #mustInsist(): boolean {
    return this.#asked > 0 && this.sent < this.#asked && this.#clock.now() - this.#askedAt >= layerOfAgeMs;
  }
}
