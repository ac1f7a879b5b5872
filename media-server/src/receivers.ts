import { AppError } from '@invigil/contract/errors';
import type { PresenceId, TransportId, WatchId, WorkerId } from '@invigil/contract/ids';
import type { Clock } from '@invigil/server-kit/clock';
import type { Log } from '@invigil/server-kit/log';
import { MediaTransport, type Owner } from './mediaTransport.ts';
import type { MediaWorker } from './mediaWorker.ts';
import { Receiver } from './receiver.ts';
import { workerGone } from './refusal.ts';
import type { Streams } from './streams.ts';
import type { Watch } from './watch.ts';
import type { Workers } from './workers.ts';

interface ReceiversDeps {
  workers: Workers;
  streams: Streams;
  clock: Clock;
  log: Log;
  /** The other side of a receiver is gone; it is closed already. */
  onLost: (transport: MediaTransport) => void;
  /** A watch is over because its stream is. */
  onStreamClosed: (watch: Watch) => void;
  /** A watch was sent nothing of a live stream and was helped. */
  onNudged: () => void;
}

/** The receivers of this node, one for each presence and worker, and every watch by its id. */
export class Receivers {
  readonly #deps: ReceiversDeps;
  readonly #byTransport = new Map<TransportId, Receiver>();
  readonly #byPlace = new Map<string, Promise<Receiver>>();

  constructor(deps: ReceiversDeps) {
    this.#deps = deps;
  }

  get transports(): MediaTransport[] {
    return [...this.#byTransport.values()].map(({ transport }) => transport);
  }

  get watchCount(): number {
    let count = 0;
    for (const { watches } of this.#byTransport.values()) count += watches.size;
    return count;
  }

  /**
   * Opens the presence's receive transport on a worker, or finds the one that is open.
   * @throws {AppError} `unavailable` when there is no such worker any more.
   */
  open(owner: Owner, workerId: WorkerId): Promise<Receiver> {
    const place = placeOf(owner.presenceId, workerId);
    const first = this.#byPlace.get(place);
    if (first) return first;
    const opening = this.#open(owner, workerId);
    this.#byPlace.set(place, opening);
    opening.catch(() => this.#byPlace.delete(place));
    return opening;
  }

  /** @throws {AppError} `transportNotFound`. */
  get(id: TransportId): Receiver {
    const receiver = this.#byTransport.get(id);
    if (!receiver) throw new AppError({ code: 'transportNotFound' });
    return receiver;
  }

  /** Those of the watches that still are; others closed while the call was on its way, as its caller is told by event. */
  watches(ids: readonly WatchId[]): { receiver: Receiver; watch: Watch }[] {
    const found: { receiver: Receiver; watch: Watch }[] = [];
    const asked = new Set(ids);
    for (const receiver of this.#byTransport.values())
      for (const id of asked) {
        const watch = receiver.watches.get(id);
        if (watch && asked.delete(id)) found.push({ receiver, watch });
      }
    return found;
  }

  owners(): Owner[] {
    return [...this.#byTransport.values()].map(({ transport }) => transport.owner);
  }

  /** Closes all of a presence that nobody takes care of any more, and tells so, should somebody do after all. */
  abandon(presenceId: PresenceId): void {
    for (const receiver of this.#byTransport.values()) {
      if (receiver.transport.owner.presenceId !== presenceId) continue;
      this.#close(receiver);
      this.#deps.onLost(receiver.transport);
    }
  }

  closePresence(presenceId: PresenceId): void {
    for (const receiver of this.#byTransport.values())
      if (receiver.transport.owner.presenceId === presenceId) this.#close(receiver);
  }

  /** Closes what went down with a worker, and returns it. */
  closeWorker(worker: MediaWorker): MediaTransport[] {
    const gone = [...this.#byTransport.values()].filter(({ transport }) => transport.worker === worker);
    for (const receiver of gone) this.#close(receiver);
    return gone.map(({ transport }) => transport);
  }

  /** Lets time pass for every transport. To be called now and then. */
  settle(): void {
    for (const { transport } of this.#byTransport.values()) transport.settle();
  }

  /** Looks after every watch whose time has come. To be called now and then. */
  async look(): Promise<void> {
    const looks: Promise<void>[] = [];
    for (const { watches } of this.#byTransport.values())
      for (const watch of watches.values()) if (watch.isDue()) looks.push(this.#look(watch));
    await Promise.all(looks);
  }

  async #look(watch: Watch): Promise<void> {
    try {
      if ((await watch.look()) > 0) this.#deps.onNudged();
    } catch (err) {
      if (!watch.closed) this.#deps.log.warn({ err, watchId: watch.id }, 'could not look after a watch');
    }
  }

  async #open(owner: Owner, workerId: WorkerId): Promise<Receiver> {
    const { workers, streams, clock, log, onStreamClosed } = this.#deps;
    const worker = workers.find(workerId);
    if (!worker) throw workerGone();
    const transport = await MediaTransport.open('receive', {
      owner,
      worker,
      clock,
      log,
      onLost: () => {
        this.#close(receiver);
        this.#deps.onLost(receiver.transport);
      },
    });
    const receiver: Receiver = new Receiver(transport, { streams, clock, log, onStreamClosed });
    this.#byTransport.set(transport.id, receiver);
    return receiver;
  }

  #close(receiver: Receiver): void {
    const { id, owner, worker } = receiver.transport;
    this.#byTransport.delete(id);
    this.#byPlace.delete(placeOf(owner.presenceId, worker.id));
    receiver.close();
  }
}

const placeOf = (presenceId: PresenceId, workerId: WorkerId) => `${presenceId}/${workerId}`;
