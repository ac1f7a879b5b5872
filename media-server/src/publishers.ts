import { AppError } from '@invigil/contract/errors';
import type { PresenceId, SittingId, StreamId, TransportId } from '@invigil/contract/ids';
import type { Clock } from '@invigil/server-kit/clock';
import type { Log } from '@invigil/server-kit/log';
import { MediaTransport, type Owner } from './mediaTransport.ts';
import type { MediaWorker } from './mediaWorker.ts';
import { choosePlace } from './placement.ts';
import { Publisher } from './publisher.ts';
import type { Stream } from './stream.ts';
import type { Streams } from './streams.ts';
import type { Workers } from './workers.ts';

/** When a full node may be asked again. */
const retryAfterSeconds = 5;

interface PublishersDeps {
  workers: Workers;
  streams: Streams;
  clock: Clock;
  log: Log;
  /** The share of a core above which a worker takes no more sittings. */
  fullAt: number;
  random: () => number;
  /** The other side of a publisher is gone; it is closed already, and these were its streams. */
  onLost: (transport: MediaTransport, streamIds: StreamId[]) => void;
  /** A publisher is over, for whatever reason. */
  onClosed: (publisher: Publisher) => void;
}

/** The publishers of this node: places sittings on workers and finds who publishes what. */
export class Publishers {
  readonly #deps: PublishersDeps;
  readonly #byTransport = new Map<TransportId, Publisher>();
  readonly #bySitting = new Map<SittingId, Publisher>();

  constructor(deps: PublishersDeps) {
    this.#deps = deps;
  }

  get size(): number {
    return this.#byTransport.size;
  }

  /**
   * Chooses a worker for a sitting and opens its send transport there. A sitting that was placed before is placed anew:
   * what it published until now is closed.
   * @throws {AppError} `noCapacity` when every worker is full, `unavailable` when workers die faster than they open.
   */
  async place(owner: Owner, sittingId: SittingId): Promise<Publisher> {
    const { workers, fullAt, random } = this.#deps;
    const worker = choosePlace(workers.active, random, fullAt);
    if (!worker) throw new AppError({ code: 'noCapacity', retryAfterSeconds });
    const publisher = await this.#openOn(worker, owner, sittingId).catch((error: unknown) => {
      const instead = worker.alive ? undefined : choosePlace(workers.active, random, fullAt);
      if (!instead) throw error;
      return this.#openOn(instead, owner, sittingId);
    });
    this.#closeSitting(sittingId);
    this.#byTransport.set(publisher.transport.id, publisher);
    this.#bySitting.set(sittingId, publisher);
    return publisher;
  }

  get transports(): MediaTransport[] {
    return [...this.#byTransport.values()].map(({ transport }) => transport);
  }

  ofSitting(sittingId: SittingId): Publisher | undefined {
    return this.#bySitting.get(sittingId);
  }

  find(id: TransportId): Publisher | undefined {
    return this.#byTransport.get(id);
  }

  /** @throws {AppError} `transportNotFound`. */
  get(id: TransportId): Publisher {
    const publisher = this.#byTransport.get(id);
    if (!publisher) throw new AppError({ code: 'transportNotFound' });
    return publisher;
  }

  /** Idempotent. */
  unpublish(stream: Stream): void {
    this.#byTransport.get(stream.transport.id)?.unpublish(stream);
  }

  owners(): Owner[] {
    return [...this.#byTransport.values()].map(({ transport }) => transport.owner);
  }

  /** Closes all of a presence that nobody takes care of any more, and tells so, should somebody do after all. */
  abandon(presenceId: PresenceId): void {
    for (const publisher of this.#byTransport.values())
      if (publisher.transport.owner.presenceId === presenceId) this.#lost(publisher);
  }

  closePresence(presenceId: PresenceId): void {
    for (const publisher of this.#byTransport.values())
      if (publisher.transport.owner.presenceId === presenceId) this.#close(publisher);
  }

  /** Closes what went down with a worker, and returns it. */
  closeWorker(worker: MediaWorker): MediaTransport[] {
    const gone = [...this.#byTransport.values()].filter(({ transport }) => transport.worker === worker);
    for (const publisher of gone) this.#close(publisher);
    return gone.map(({ transport }) => transport);
  }

  /** Lets time pass for every transport. To be called now and then. */
  settle(): void {
    for (const { transport } of this.#byTransport.values()) transport.settle();
  }

  async #openOn(worker: MediaWorker, owner: Owner, sittingId: SittingId): Promise<Publisher> {
    const { streams, clock, log } = this.#deps;
    const transport = await MediaTransport.open('send', {
      owner,
      worker,
      clock,
      log,
      onLost: () => this.#lost(publisher),
    });
    const publisher: Publisher = new Publisher({ sittingId, transport, streams });
    return publisher;
  }

  #closeSitting(sittingId: SittingId): void {
    const publisher = this.#bySitting.get(sittingId);
    if (publisher) this.#close(publisher);
  }

  #lost(publisher: Publisher): void {
    const { streamIds } = publisher;
    this.#close(publisher);
    this.#deps.onLost(publisher.transport, streamIds);
  }

  #close(publisher: Publisher): void {
    this.#byTransport.delete(publisher.transport.id);
    if (this.#bySitting.get(publisher.sittingId) === publisher) this.#bySitting.delete(publisher.sittingId);
    publisher.close();
    this.#deps.onClosed(publisher);
  }
}
