import { AppError } from '@invigil/contract/errors';
import type { NodeId, TransportId, WatchId, WorkerId } from '@invigil/contract/ids';
import { limits } from '@invigil/contract/limits';
import type { OpenedWatch } from '@invigil/contract/signals';
import type { HandedWatching } from './handOver/handed.ts';
import type { Line } from './line.ts';

/** A receive transport on one worker. */
export interface Receiver {
  transportId: TransportId;
  mediaNodeId: NodeId;
  workerId: WorkerId;
}

interface Watch {
  watchId: WatchId;
  receiver: Receiver;
}

/** Ids of closed watches are remembered, because a request that names one may cross the note that closed it. */
const closedWatchesKept = 2 * limits.watchesPerProctor;

/** What one proctor watches: one receiver for each worker, and the watches that go through them. */
export class Watching {
  readonly #line: Line;
  readonly #receivers = new Map<TransportId, Receiver>();
  readonly #watches = new Map<WatchId, Watch>();
  readonly #closedWatches = new Set<WatchId>();
  /** Watches that ended before the answer which opened them was here. */
  readonly #endedEarly = new Set<WatchId>();

  /** `from` goes on with what another node has opened. */
  constructor(line: Line, from?: HandedWatching) {
    this.#line = line;
    for (const receiver of from?.receivers ?? []) this.receiverOpened(receiver);
    for (const [watchId, transportId] of from?.watches ?? [])
      this.#watches.set(watchId, { watchId, receiver: this.receiver(transportId) });
    for (const watchId of from?.closed ?? []) this.#closedWatches.add(watchId);
    for (const watchId of from?.endedEarly ?? []) this.#endedEarly.add(watchId);
  }

  hand(): HandedWatching {
    return {
      receivers: [...this.#receivers.values()],
      watches: [...this.#watches.values()].map(({ watchId, receiver }) => [watchId, receiver.transportId]),
      closed: [...this.#closedWatches],
      endedEarly: [...this.#endedEarly],
    };
  }

  mediaNodes(): NodeId[] {
    return [...this.#receivers.values()].map(({ mediaNodeId }) => mediaNodeId);
  }

  receiverOn({ mediaNodeId, workerId }: Pick<Receiver, 'mediaNodeId' | 'workerId'>): Receiver | undefined {
    return [...this.#receivers.values()].find(
      (receiver) => receiver.mediaNodeId === mediaNodeId && receiver.workerId === workerId,
    );
  }

  /** @throws {AppError} transportNotFound for any transport but one of its own. */
  receiver(transportId: TransportId): Receiver {
    const receiver = this.#receivers.get(transportId);
    if (!receiver) throw new AppError({ code: 'transportNotFound' });
    return receiver;
  }

  receiverOpened(receiver: Receiver): void {
    this.#receivers.set(receiver.transportId, receiver);
  }

  /** @throws {AppError} tooManyWatches when that many more would be too many. */
  checkRoomFor(more: number): void {
    if (this.#watches.size + more > limits.watchesPerProctor) throw new AppError({ code: 'tooManyWatches' });
  }

  watchesOpened(opened: readonly OpenedWatch[], receiver: Receiver): void {
    for (const { watchId } of opened) this.#watches.set(watchId, { watchId, receiver });
    const over = opened.map(({ watchId }) => watchId).filter((watchId) => this.#endedEarly.delete(watchId));
    // After the answer, so that the page knows them when it hears that they are over.
    if (over.length > 0) setImmediate(() => this.watchesEnded(over));
  }

  /**
   * Its own watches by the media node that holds them; those that are closed already are left out.
   * @throws {AppError} watchNotFound for an id that never was its own.
   */
  watches(watchIds: readonly WatchId[]): Map<NodeId, WatchId[]> {
    const byNode = new Map<NodeId, WatchId[]>();
    for (const watchId of new Set(watchIds)) {
      const watch = this.#watches.get(watchId);
      if (!watch && !this.#closedWatches.has(watchId)) throw new AppError({ code: 'watchNotFound' });
      if (!watch) continue;
      const { mediaNodeId } = watch.receiver;
      byNode.set(mediaNodeId, [...(byNode.get(mediaNodeId) ?? []), watchId]);
    }
    return byNode;
  }

  /** Forgets watches; answers those that were still open. */
  forgetWatches(watchIds: readonly WatchId[]): WatchId[] {
    const open = watchIds.filter((watchId) => this.#watches.delete(watchId));
    for (const watchId of open) this.#closedWatches.add(watchId);
    keepNewest(this.#closedWatches, closedWatchesKept);
    return open;
  }

  /** The page is told of watches that ended by themselves. */
  watchesEnded(watchIds: readonly WatchId[]): void {
    for (const watchId of watchIds) {
      if (!this.#watches.has(watchId) && !this.#closedWatches.has(watchId)) this.#endedEarly.add(watchId);
    }
    keepNewest(this.#endedEarly, limits.watchesPerBatch);
    const open = this.forgetWatches(watchIds);
    if (open.length > 0) this.#line.note('watchesClosed', { watchIds: open });
  }

  /** A receiver ended by itself, with every watch over it. */
  receiverEnded(transportId: TransportId): void {
    if (!this.#receivers.delete(transportId)) return;
    const over = [...this.#watches.values()].filter(({ receiver }) => receiver.transportId === transportId);
    this.watchesEnded(over.map(({ watchId }) => watchId));
    this.#line.note('receiverClosed', { transportId });
  }

  /** All living workers of a node: a receiver on another ended with it. */
  workersAre(nodeId: NodeId, workerIds: ReadonlySet<WorkerId>): void {
    for (const { transportId, mediaNodeId, workerId } of [...this.#receivers.values()]) {
      if (mediaNodeId === nodeId && !workerIds.has(workerId)) this.receiverEnded(transportId);
    }
  }

  mediaNodeGone(nodeId: NodeId): void {
    for (const { transportId, mediaNodeId } of [...this.#receivers.values()]) {
      if (mediaNodeId === nodeId) this.receiverEnded(transportId);
    }
  }
}

function keepNewest(set: Set<WatchId>, count: number): void {
  for (const oldest of set) {
    if (set.size <= count) return;
    set.delete(oldest);
  }
}
