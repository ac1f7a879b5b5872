import { AppError } from '@invigil/contract/errors';
import {
  type PresenceId,
  type SittingId,
  streamId,
  type TransportId,
  type WatchId,
  watchId,
} from '@invigil/contract/ids';
import { type DtlsParameters, type RtpParameters, rtpCapabilities } from '@invigil/contract/rtp';
import type { OpenedWatch } from '@invigil/contract/signals';
import type { Log } from '@invigil/server-kit/log';
import type { types } from 'mediasoup';
import { capabilitiesFor, offeredCapabilities } from './codecs.ts';
import type { MediaTransport, Owner } from './mediaTransport.ts';
import { askMediasoup } from './refusal.ts';

/** The candidate's end of a voice: the transport it is received over, and what comes through it. */
export interface Hearing {
  transport: MediaTransport;
  opened: OpenedWatch;
}

interface VoiceDeps {
  sittingId: SittingId;
  /** What the proctor speaks over. */
  speaker: MediaTransport;
  /** The presence that publishes the sitting, and hears the voice. */
  candidate: Owner;
  /** Opens what the candidate hears over, on the same worker. */
  openListener: () => Promise<MediaTransport>;
  log: Log;
}

/** A proctor's voice for one candidate: silent until the proctor speaks, and heard by that candidate alone. */
export class Voice {
  readonly sittingId: SittingId;
  readonly speaker: MediaTransport;
  readonly candidate: Owner;
  readonly #openListener: () => Promise<MediaTransport>;
  readonly #log: Log;
  #starting: Promise<void> | undefined;
  #producer: types.Producer | undefined;
  #consumer: types.Consumer | undefined;
  #listener: MediaTransport | undefined;
  #hearing: Hearing | undefined;
  #closed = false;

  constructor(deps: VoiceDeps) {
    this.sittingId = deps.sittingId;
    this.speaker = deps.speaker;
    this.candidate = deps.candidate;
    this.#openListener = deps.openListener;
    this.#log = deps.log;
  }

  get presenceId(): PresenceId {
    return this.speaker.owner.presenceId;
  }

  get closed(): boolean {
    return this.#closed;
  }

  /** Set once it is started. */
  get hearing(): Hearing | undefined {
    return this.#hearing;
  }

  /** The transport with this id, if it is one of its two. */
  transport(id: TransportId): MediaTransport | undefined {
    return [this.speaker, this.#listener].find((transport) => transport?.id === id);
  }

  hears(id: WatchId): boolean {
    return this.#hearing?.opened.watchId === id;
  }

  /**
   * Connects the proctor's side and opens the candidate's. A repeat, also while the first is under way, ends as the first.
   * @returns whether this call was the one that started it.
   * @throws {AppError} `mediaRefused`, `transportNotFound`, `unavailable`; it may be tried again then.
   */
  async start(dtlsParameters: DtlsParameters, rtpParameters: RtpParameters): Promise<boolean> {
    const first = this.#starting;
    const starting = first ?? this.#start(dtlsParameters, rtpParameters);
    this.#starting = starting;
    try {
      await starting;
    } catch (error) {
      if (this.#starting === starting) this.#starting = undefined;
      throw error;
    }
    return first === undefined;
  }

  /** @throws {AppError} `transportNotFound` before it is started. */
  async speak(speaks: boolean): Promise<void> {
    const producer = this.#producer;
    if (!producer || !this.#hearing) throw new AppError({ code: 'transportNotFound' });
    await askMediasoup(this.#log, 'speaking', () => (speaks ? producer.resume() : producer.pause()));
  }

  /** The candidate's page is ready to hear. */
  async resume(): Promise<void> {
    await askMediasoup(this.#log, 'hearing', async () => this.#consumer?.resume());
  }

  settle(): void {
    this.speaker.settle();
    this.#listener?.settle();
  }

  /** Closes the candidate's side, then the proctor's. Idempotent. */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#closeMedia();
    this.speaker.close();
  }

  async #start(dtlsParameters: DtlsParameters, rtpParameters: RtpParameters): Promise<void> {
    try {
      mustBeOneOpus(rtpParameters);
      await this.speaker.connect(dtlsParameters);
      const producer = await askMediasoup(this.#log, 'opening a voice', () =>
        this.speaker.webRtc.produce({ kind: 'audio', rtpParameters, paused: true }),
      );
      this.#producer = producer;
      this.#listener = await this.#openListener();
      this.#hearing = await this.#hear(producer, this.#listener);
      if (this.#closed) throw new AppError({ code: 'transportNotFound' });
    } catch (error) {
      this.#closeMedia();
      this.#hearing = undefined;
      throw error;
    }
  }

  async #hear(producer: types.Producer, transport: MediaTransport): Promise<Hearing> {
    const offered = rtpCapabilities.parse(offeredCapabilities(transport.worker.router.rtpCapabilities));
    const consumer = await askMediasoup(this.#log, 'hearing a voice', () =>
      transport.webRtc.consume({
        producerId: producer.id,
        rtpCapabilities: capabilitiesFor(producer.rtpParameters, offered),
        paused: true,
      }),
    );
    this.#consumer = consumer;
    const opened: OpenedWatch = {
      watchId: watchId.parse(consumer.id),
      streamId: streamId.parse(producer.id),
      transportId: transport.id,
      kind: consumer.kind,
      // mediasoup types codec parameters as unknown; the event's schema checks them on their way out.
      rtpParameters: consumer.rtpParameters as RtpParameters,
    };
    return { transport, opened };
  }

  #closeMedia(): void {
    this.#consumer?.close();
    this.#listener?.close();
    this.#producer?.close();
  }
}

/** @throws {AppError} `mediaRefused` for anything but one stream of opus. */
function mustBeOneOpus({ codecs, encodings = [] }: RtpParameters): void {
  const isOpus = codecs.every(({ mimeType }) => mimeType.toLowerCase() === 'audio/opus');
  if (!isOpus || encodings.length > 1) throw new AppError({ code: 'mediaRefused' });
}
