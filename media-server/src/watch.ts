import { AppError } from '@invigil/contract/errors';
import { type WatchId, watchId } from '@invigil/contract/ids';
import type { RtpCapabilities, RtpParameters } from '@invigil/contract/rtp';
import type { OpenedWatch } from '@invigil/contract/signals';
import type { Step } from '@invigil/contract/sources';
import type { Clock } from '@invigil/server-kit/clock';
import type { Log } from '@invigil/server-kit/log';
import type { types } from 'mediasoup';
import { capabilitiesFor } from './codecs.ts';
import type { MediaTransport } from './mediaTransport.ts';
import { askMediasoup } from './refusal.ts';
import { Silence } from './silence.ts';
import type { Follower, Stream } from './stream.ts';

interface WatchDeps {
  transport: MediaTransport;
  stream: Stream;
  step: Step;
  rtpCapabilities: RtpCapabilities;
  clock: Clock;
  log: Log;
  /** The watch closed because its stream did. */
  onStreamClosed: (watch: Watch) => void;
}

/**
 * One presence's watch of one stream: a mediasoup consumer of whatever its sender sends, which tells the stream's demand
 * what it wants and is nudged when it sends nothing though its producer does.
 */
export class Watch implements Follower {
  readonly id: WatchId;
  readonly stream: Stream;
  readonly transport: MediaTransport;
  readonly #consumer: types.Consumer;
  readonly #log: Log;
  readonly #onStreamClosed: (watch: Watch) => void;
  readonly #silence: Silence;
  #step: Step;
  #running = false;
  #modelled = 0;
  #closed = false;

  private constructor(options: WatchDeps, consumer: types.Consumer) {
    this.id = watchId.parse(consumer.id);
    this.stream = options.stream;
    this.transport = options.transport;
    this.#consumer = consumer;
    this.#log = options.log;
    this.#onStreamClosed = options.onStreamClosed;
    this.#silence = new Silence(options.clock);
    this.#step = options.step;
    this.stream.followers.add(this);
    this.stream.demand.expect([this.#step]);
  }

  /**
   * Opens a paused consumer.
   * @throws {AppError} `mediaRefused` when the watcher cannot decode the stream, `streamNotFound` when it is over,
   * `transportNotFound`, `unavailable`.
   */
  static async open(options: WatchDeps): Promise<Watch> {
    const { stream, transport, log } = options;
    const rtpCapabilities = capabilitiesFor(stream.producer.rtpParameters, options.rtpCapabilities);
    if (!transport.worker.router.canConsume({ producerId: stream.id, rtpCapabilities }))
      throw new AppError({ code: stream.closed ? 'streamNotFound' : 'mediaRefused' });
    const consumer = await askMediasoup(log, 'watching', () =>
      transport.webRtc.consume({ producerId: stream.id, rtpCapabilities, paused: true }),
    );
    if (!stream.closed && !transport.closed) return new Watch(options, consumer);
    consumer.close();
    throw new AppError({ code: stream.closed ? 'streamNotFound' : 'transportNotFound' });
  }

  get opened(): OpenedWatch {
    return {
      watchId: this.id,
      streamId: this.stream.id,
      transportId: this.transport.id,
      kind: this.#consumer.kind,
      // mediasoup types codec parameters as unknown; the reply's schema checks them on their way out.
      rtpParameters: this.#consumer.rtpParameters as RtpParameters,
    };
  }

  /** mediasoup asks the publisher for a key frame by itself, at most once a second whoever asks. */
  async resume(): Promise<void> {
    this.#running = true;
    this.#want();
    const [packets] = await Promise.all([this.#packetsSent(), this.#consumer.resume()]);
    if (this.#running) this.#silence.expectMedia(packets);
  }

  async pause(): Promise<void> {
    this.#rest();
    await this.#consumer.pause();
  }

  /** The sender becomes another picture by itself, with a key frame; the consumer goes on with the same packets. */
  setStep(step: Step): void {
    this.#step = step;
    if (this.#running) this.#want();
    else this.stream.demand.expect([step]);
  }

  demandChanged(): void {
    if (this.#running) this.#model(this.stream.packetsPerSecond);
  }

  streamClosed(): void {
    this.close();
    this.#onStreamClosed(this);
  }

  /** Whether it is time to look after this watch. */
  isDue(): boolean {
    return this.#running && this.#silence.isDue();
  }

  /**
   * Looks whether media flows as it should, and helps where it does not. To be called when it is due.
   * @returns how often in a row nothing was found to be sent; 0 when all is well.
   */
  async look(): Promise<number> {
    if (!this.transport.connected || !this.stream.link.flows) {
      this.#silence.putOff();
      return 0;
    }
    const silentLooks = this.#silence.saw(await this.#packetsSent());
    if (silentLooks > 0 && this.#running) await this.#nudge(silentLooks);
    return silentLooks;
  }

  /** Closes mediasoup's consumer. Idempotent. */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#rest();
    this.stream.followers.delete(this);
    this.#consumer.close();
  }

  get closed(): boolean {
    return this.#closed;
  }

  #want(): void {
    this.stream.demand.want(this.id, this.transport.owner.presenceId, [this.#step]);
    this.#model(this.stream.packetsPerSecond);
  }

  #rest(): void {
    this.#running = false;
    this.#silence.rest();
    this.#model(0);
    this.stream.demand.forget(this.id);
  }

  /** First a key frame; then a fresh start. */
  async #nudge(silentLooks: number): Promise<void> {
    const facts = { watchId: this.id, streamId: this.stream.id, source: this.stream.source, silentLooks };
    this.#log.warn(facts, 'a watch is sent nothing of a live stream');
    if (silentLooks % 2 === 0) await Promise.all([this.#consumer.pause(), this.#consumer.resume()]);
    else await this.#consumer.requestKeyFrame();
  }

  async #packetsSent(): Promise<number> {
    const stats = await this.#consumer.getStats();
    return stats.find(({ type }) => type === 'outbound-rtp')?.packetCount ?? 0;
  }

  #model(packets: number): void {
    this.transport.worker.load.packetsOut += packets - this.#modelled;
    this.#modelled = packets;
  }
}
