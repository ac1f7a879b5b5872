import { AppError } from '@invigil/contract/errors';
import type { SittingId, StreamId } from '@invigil/contract/ids';
import type { StreamToPublish } from '@invigil/contract/signals';
import type { Clock } from '@invigil/server-kit/clock';
import type { Log } from '@invigil/server-kit/log';
import type { AttemptCounters } from '@invigil/server-kit/metrics';
import { counted } from './mediaMetrics.ts';
import type { MediaTransport } from './mediaTransport.ts';
import { Stream, type StreamEvents } from './stream.ts';

/** A message to mediasoup costs a fifth when many go together; so many are counted in one go, then Node gets a turn. */
const countedTogether = 100;

interface StreamsDeps {
  clock: Clock;
  log: Log;
  events: StreamEvents;
  attempts: AttemptCounters;
}

/** Every stream of this node. A sitting has at most one of each source, wherever it comes from. */
export class Streams {
  readonly #deps: StreamsDeps;
  readonly #byId = new Map<StreamId, Stream>();
  /** Which sources of which sittings are published, or about to be. */
  readonly #taken = new Set<string>();

  constructor(deps: StreamsDeps) {
    this.#deps = deps;
  }

  get size(): number {
    return this.#byId.size;
  }

  find(id: StreamId): Stream | undefined {
    return this.#byId.get(id);
  }

  /** @throws {AppError} `sourceAlreadyPublished`, `invalid`, `mediaRefused`, `transportNotFound`, `unavailable`. */
  open(transport: MediaTransport, sittingId: SittingId, toPublish: StreamToPublish): Promise<Stream> {
    return counted(this.#deps.attempts, () => this.#open(transport, sittingId, toPublish));
  }

  /** Idempotent. */
  close(stream: Stream): void {
    if (!this.#byId.delete(stream.id)) return;
    this.#taken.delete(placeOf(stream));
    stream.close();
  }

  /** Lets time pass for every stream. To be called now and then. */
  settle(): void {
    for (const stream of this.#byId.values()) stream.settle();
  }

  /** Counts the packets of every stream, for mediasoup does not notice their end. To be called every two seconds. */
  async count(): Promise<void> {
    const all = [...this.#byId.values()];
    for (let from = 0; from < all.length; from += countedTogether) {
      const batch = all.slice(from, from + countedTogether).filter((stream) => !stream.closed);
      const results = await Promise.allSettled(batch.map((stream) => stream.count()));
      for (const [index, result] of results.entries()) {
        const stream = batch[index];
        if (result.status === 'rejected' && stream && !stream.producer.closed)
          this.#deps.log.warn({ err: result.reason, streamId: stream.id }, 'could not count a stream');
      }
    }
  }

  async #open(transport: MediaTransport, sittingId: SittingId, toPublish: StreamToPublish): Promise<Stream> {
    const place = placeOf({ sittingId, source: toPublish.source });
    if (this.#taken.has(place)) throw new AppError({ code: 'sourceAlreadyPublished' });
    this.#taken.add(place);
    try {
      const stream = await Stream.open({ ...this.#deps, transport, sittingId, toPublish });
      this.#byId.set(stream.id, stream);
      return stream;
    } catch (error) {
      this.#taken.delete(place);
      throw error;
    }
  }
}

const placeOf = ({ sittingId, source }: { sittingId: SittingId; source: string }) => `${sittingId}/${source}`;
