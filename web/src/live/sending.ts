import type { StreamId } from '@invigil/contract/ids';
import { type LadderStep, ladder } from '@invigil/contract/ladder';
import type { StreamToPublish } from '@invigil/contract/signals';
import type { Source } from '@invigil/contract/sources';
import type { types } from 'mediasoup-client';
import { applyDemand, type Demand, demandOfYoung, noDemand, sendsOfYoung } from './encodings.ts';

interface Parts {
  source: Source;
  track: MediaStreamTrack;
  producer: types.Producer;
  wire: StreamToPublish;
  /** What the line bears. */
  step: LadderStep;
  /** A change of the encodings that did not work; the next one may. */
  hiccup: (fault: unknown) => void;
}

/** How long a stream is young. */
const youthMs = 3_000;

/** One track over one send transport, encoded as far as somebody watches it. */
export class Sending {
  readonly source: Source;
  readonly wire: StreamToPublish;
  track: MediaStreamTrack;
  /** Undefined until the server has answered. */
  streamId: StreamId | undefined;
  readonly #producer: types.Producer;
  readonly #hiccup: (fault: unknown) => void;
  #youth: ReturnType<typeof setTimeout> | undefined;
  #demand = noDemand;
  #step: LadderStep;
  #isYoung = true;
  /** Ends when the newest demand is applied; changes of one sender must not overlap. */
  #applying = Promise.resolve();

  constructor({ source, track, producer, wire, step, hiccup }: Parts) {
    this.source = source;
    this.track = track;
    this.wire = wire;
    this.#producer = producer;
    this.#step = step;
    this.#hiccup = hiccup;
    this.#beYoung();
  }

  demand(demand: Demand): void {
    this.#demand = demand;
    this.apply();
  }

  climb(step: LadderStep): void {
    this.#step = step;
    this.apply();
  }

  /** Sends another track as the same stream: whoever watches it sees the picture change, and nothing else. */
  async swap(track: MediaStreamTrack): Promise<void> {
    await this.#producer.replaceTrack({ track });
    this.track = track;
    this.#beYoung();
  }

  /** Every negotiation switches the encoding on again, so what is watched is applied anew after each. */
  apply(): void {
    const { rtpSender } = this.#producer;
    if (rtpSender === undefined) return;
    this.#applying = this.#applying
      .then(async () => {
        const demand = this.#isYoung ? demandOfYoung(this.#demand) : this.#demand;
        const sends = this.#isYoung ? sendsOfYoung(ladder[this.#step]) : ladder[this.#step];
        if (!this.#producer.closed) await applyDemand(rtpSender, this.source, demand, sends);
      })
      .catch((fault: unknown) => {
        if (!this.#producer.closed) this.#hiccup(fault);
      });
  }

  /** Idempotent; the track itself goes on. */
  end(): void {
    clearTimeout(this.#youth);
    this.#producer.close();
  }

  #beYoung(): void {
    clearTimeout(this.#youth);
    this.#isYoung = true;
    this.#youth = setTimeout(() => {
      this.#isYoung = false;
      this.apply();
    }, youthMs);
  }
}
