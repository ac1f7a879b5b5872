import { type SittingId, type StreamId, streamId } from '@invigil/contract/ids';
import { limits } from '@invigil/contract/limits';
import type { LiveStream } from '@invigil/contract/live';
import type { StreamToPublish } from '@invigil/contract/signals';
import type { Source } from '@invigil/contract/sources';
import type { Clock } from '@invigil/server-kit/clock';
import type { Log } from '@invigil/server-kit/log';
import type { types } from 'mediasoup';
import { Demand, type Demanded } from './demand.ts';
import { Link } from './link.ts';
import { packetsOf } from './load.ts';
import type { MediaTransport } from './mediaTransport.ts';
import { checkPublishable } from './publishable.ts';
import { askMediasoup } from './refusal.ts';

/** A sender is asked for a key frame at most once in this time, however many watchers need one. Milliseconds. */
const keyFrameRequestDelay = 1_000;
/** A stream whose packet count stands still for this many counts, one every two seconds, has stopped. */
const stillCountsBeforeStopped = 2;

/** A watch, as its stream knows it. */
export interface Follower {
  /** Its sender is asked for something else, so the stream carries more or less from now on. */
  demandChanged(): void;
  /** The stream is over, and the watch with it. */
  streamClosed(): void;
}

export interface StreamEvents {
  demand(stream: Stream, now: Demanded): void;
  link(stream: Stream, now: LiveStream): void;
}

/** One published track: a mediasoup producer, who follows it, what is demanded of its sender and how its link is. */
export class Stream {
  readonly id: StreamId;
  readonly source: Source;
  readonly trackId: string;
  readonly sittingId: SittingId;
  readonly transport: MediaTransport;
  readonly producer: types.Producer;
  readonly demand: Demand;
  readonly link: Link;
  readonly followers = new Set<Follower>();
  #score = 1;
  #packets = 0;
  #stillCounts = 0;
  #modelled = 0;
  #closed = false;

  private constructor({ transport, sittingId, toPublish, clock, events }: StreamDeps, producer: types.Producer) {
    this.id = streamId.parse(producer.id);
    this.source = toPublish.source;
    this.trackId = toPublish.trackId;
    this.sittingId = sittingId;
    this.transport = transport;
    this.producer = producer;
    this.demand = new Demand({
      clock,
      hysteresisMs: limits.demandHysteresisMs,
      onChange: (now) => {
        this.#model(this.packetsPerSecond);
        for (const follower of this.followers) follower.demandChanged();
        events.demand(this, now);
      },
    });
    this.link = new Link({
      clock,
      onChange: (link) => events.link(this, { streamId: this.id, source: this.source, link }),
    });
    this.#model(this.packetsPerSecond);
    producer.on('score', (scores) => this.#scored(scores));
  }

  /** @throws {AppError} `invalid`, `mediaRefused`, `transportNotFound`, `unavailable`. */
  static async open(options: StreamDeps & { log: Log }): Promise<Stream> {
    const { transport, toPublish } = options;
    checkPublishable(toPublish);
    const { kind, rtpParameters } = toPublish;
    const producer = await askMediasoup(options.log, 'publishing', () =>
      transport.webRtc.produce({ kind, rtpParameters, keyFrameRequestDelay }),
    );
    return new Stream(options, producer);
  }

  get closed(): boolean {
    return this.#closed;
  }

  /** By the model of the load. */
  get packetsPerSecond(): number {
    return packetsOf(this.source, this.demand.now);
  }

  /** Counts the packets: mediasoup does not notice by itself that a stream of one encoding has ended. */
  async count(): Promise<void> {
    const stats = await this.producer.getStats();
    const packets = stats.reduce((sum, { packetCount }) => sum + packetCount, 0);
    this.#stillCounts = packets > this.#packets ? 0 : this.#stillCounts + 1;
    this.#packets = packets;
    if (this.#closed || packets === 0) return;
    if (this.#stillCounts === 0 && !this.transport.disconnected) this.link.arrives(this.#score);
    else if (this.#stillCounts >= stillCountsBeforeStopped) this.link.stopped();
  }

  /** Lets time pass. To be called now and then. */
  settle(): void {
    this.demand.settle();
    if (this.transport.disconnected) this.link.stopped();
    this.link.settle();
  }

  /** Closes its watches, then mediasoup's producer. Idempotent. */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    for (const follower of [...this.followers]) follower.streamClosed();
    this.followers.clear();
    this.#model(0);
    this.producer.close();
  }

  #scored(scores: types.ProducerScore[]): void {
    const best = Math.max(0, ...scores.map(({ score }) => score));
    this.#score = Math.max(1, best);
    if (best > 0) this.link.arrives(best);
    else this.link.stopped();
  }

  #model(packets: number): void {
    this.transport.worker.load.packetsIn += packets - this.#modelled;
    this.#modelled = packets;
  }
}

interface StreamDeps {
  transport: MediaTransport;
  sittingId: SittingId;
  toPublish: StreamToPublish;
  clock: Clock;
  events: StreamEvents;
}
