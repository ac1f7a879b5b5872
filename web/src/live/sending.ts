import type { StreamId } from '@invigil/contract/ids';
import type { StreamToPublish } from '@invigil/contract/signals';
import { type Source, sourceProfiles } from '@invigil/contract/sources';
import type { types } from 'mediasoup-client';
import { applyDemand, type Demand, demandOfYoung, dropSharpest, noDemand } from './encodings.ts';
import { nudgeWhenStarved } from './starvedStep.ts';

interface Parts {
  source: Source;
  track: MediaStreamTrack;
  producer: types.Producer;
  wire: StreamToPublish;
  /** A change of the encodings that did not work; the next one may. */
  hiccup: (fault: unknown) => void;
}

/** How long a stream is young. */
const youthMs = 3_000;

/** One track over one send transport, encoded as far as somebody watches it. */
export class Sending {
  readonly source: Source;
  readonly track: MediaStreamTrack;
  readonly wire: StreamToPublish;
  /** Undefined until the server has answered. */
  streamId: StreamId | undefined;
  readonly #producer: types.Producer;
  readonly #hiccup: (fault: unknown) => void;
  readonly #youth: ReturnType<typeof setTimeout>;
  readonly #endNudging: () => void;
  #demand = noDemand;
  #isYoung = true;
  /** Ends when the newest demand is applied; changes of one sender must not overlap. */
  #applying = Promise.resolve();

  constructor({ source, track, producer, wire, hiccup }: Parts) {
    this.source = source;
    this.track = track;
    this.wire = wire;
    this.#producer = producer;
    this.#hiccup = hiccup;
    this.#youth = setTimeout(() => {
      this.#isYoung = false;
      this.apply();
    }, youthMs);
    const sharpest = sourceProfiles[source].encodings.find(({ step }) => step === 'focus');
    this.#endNudging =
      producer.rtpSender === undefined || sharpest === undefined
        ? () => undefined
        : nudgeWhenStarved({
            sender: producer.rtpSender,
            rid: sharpest.rid,
            isWanted: () => this.#demand.focus,
            nudge: () => this.#change(true),
          });
  }

  demand(demand: Demand): void {
    this.#demand = demand;
    this.apply();
  }

  /** Every negotiation switches all encodings on again, so what is watched is applied anew after each. */
  apply(): void {
    this.#change(false);
  }

  /** Idempotent; the track itself goes on. */
  end(): void {
    clearTimeout(this.#youth);
    this.#endNudging();
    this.#producer.close();
  }

  #change(anew: boolean): void {
    const { rtpSender } = this.#producer;
    if (rtpSender === undefined) return;
    this.#applying = this.#applying
      .then(async () => {
        if (!this.#producer.closed && anew) await dropSharpest(rtpSender);
        const demand = this.#isYoung ? demandOfYoung(this.#demand) : this.#demand;
        if (!this.#producer.closed) await applyDemand(rtpSender, this.source, demand);
      })
      .catch((fault: unknown) => {
        if (!this.#producer.closed) this.#hiccup(fault);
      });
  }
}
