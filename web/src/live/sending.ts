import type { StreamId } from '@invigil/contract/ids';
import { type LadderStep, ladder } from '@invigil/contract/ladder';
import type { StreamToPublish } from '@invigil/contract/signals';
import { type Source, sourceProfiles } from '@invigil/contract/sources';
import type { types } from 'mediasoup-client';
import { applyDemand, type Demand, demandOfYoung, dropSharpest, noDemand, sendsOfYoung } from './encodings.ts';
import { nudgeWhenStarved } from './starvedStep.ts';

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
  readonly #endNudging: () => void;
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
    const { encodings, layering } = sourceProfiles[source];
    // Chrome leaves a layer out, and never the only one.
    const sharpest = layering === 'simulcast' ? encodings.find(({ step }) => step === 'focus') : undefined;
    this.#endNudging =
      producer.rtpSender === undefined || sharpest === undefined
        ? () => undefined
        : nudgeWhenStarved({
            sender: producer.rtpSender,
            rid: sharpest.rid,
            isWanted: () => this.#demand.focus && ladder[this.#step].video.includes('focus'),
            nudge: () => this.#change(true),
          });
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

  #beYoung(): void {
    clearTimeout(this.#youth);
    this.#isYoung = true;
    this.#youth = setTimeout(() => {
      this.#isYoung = false;
      this.apply();
    }, youthMs);
  }

  #change(anew: boolean): void {
    const { rtpSender } = this.#producer;
    if (rtpSender === undefined) return;
    this.#applying = this.#applying
      .then(async () => {
        if (!this.#producer.closed && anew) await dropSharpest(rtpSender);
        const demand = this.#isYoung ? demandOfYoung(this.#demand) : this.#demand;
        const sends = this.#isYoung ? sendsOfYoung(ladder[this.#step]) : ladder[this.#step];
        if (!this.#producer.closed) await applyDemand(rtpSender, this.source, demand, sends);
      })
      .catch((fault: unknown) => {
        if (!this.#producer.closed) this.#hiccup(fault);
      });
  }
}
