import { AppError } from '@invigil/contract/errors';
import type { SittingId, StreamId } from '@invigil/contract/ids';
import type { DtlsParameters } from '@invigil/contract/rtp';
import type { StreamToPublish } from '@invigil/contract/signals';
import type { MediaTransport } from './mediaTransport.ts';
import type { Stream } from './stream.ts';
import type { Streams } from './streams.ts';

/** One sitting's way in: a send transport and the streams that come through it. */
export class Publisher {
  readonly sittingId: SittingId;
  readonly transport: MediaTransport;
  readonly #streams: Streams;
  /** What was published, or is about to be, by track: a repeat gets the first answer. */
  readonly #byTrack = new Map<string, Promise<Stream>>();
  readonly #open = new Set<Stream>();

  constructor(options: { sittingId: SittingId; transport: MediaTransport; streams: Streams }) {
    this.sittingId = options.sittingId;
    this.transport = options.transport;
    this.#streams = options.streams;
  }

  get streamIds(): StreamId[] {
    return [...this.#open].map(({ id }) => id);
  }

  /**
   * Connects the transport and publishes every stream, all at once. Either everything stands afterwards, or nothing
   * that this call was the first to publish.
   * @throws {AppError} the first fault, in the order of the streams after the connection's own.
   */
  async start(dtlsParameters: DtlsParameters, toPublish: readonly StreamToPublish[]): Promise<Stream[]> {
    const fresh = toPublish.filter(({ trackId }) => !this.#byTrack.has(trackId));
    const published = toPublish.map((stream) => this.publish(stream));
    const outcomes = await Promise.allSettled([this.transport.connect(dtlsParameters), ...published]);
    const failed = outcomes.find((outcome) => outcome.status === 'rejected');
    if (!failed) return Promise.all(published);
    for (const stream of this.#open)
      if (fresh.some(({ trackId }) => trackId === stream.trackId)) this.unpublish(stream);
    throw failed.reason;
  }

  /** @throws {AppError} `sourceAlreadyPublished`, `invalid`, `mediaRefused`, `transportNotFound`, `unavailable`. */
  publish(toPublish: StreamToPublish): Promise<Stream> {
    const first = this.#byTrack.get(toPublish.trackId);
    if (first) return first;
    const opening = this.#publish(toPublish);
    this.#byTrack.set(toPublish.trackId, opening);
    opening.catch(() => this.#byTrack.delete(toPublish.trackId));
    return opening;
  }

  /** Closes one stream; its track may be published again. Idempotent. */
  unpublish(stream: Stream): void {
    if (!this.#open.delete(stream)) return;
    this.#byTrack.delete(stream.trackId);
    this.#streams.close(stream);
  }

  /** Closes every stream, then the transport. Idempotent. */
  close(): void {
    for (const stream of this.#open) this.unpublish(stream);
    this.transport.close();
  }

  async #publish(toPublish: StreamToPublish): Promise<Stream> {
    const stream = await this.#streams.open(this.transport, this.sittingId, toPublish);
    if (this.transport.closed) {
      this.#streams.close(stream);
      throw new AppError({ code: 'transportNotFound' });
    }
    this.#open.add(stream);
    return stream;
  }
}
