import { conversationEntry, roomConversationsOf } from '@invigil/contract/conversation';
import { heldSitting, roomSubject, sittingsOf } from '@invigil/contract/heldSitting';
import type { NodeId, RoomId } from '@invigil/contract/ids';
import { incident, roomIncidentsOf } from '@invigil/contract/incidents';
import { proctoredOf, proctoredSitting } from '@invigil/contract/proctoredSitting';
import { proctorPresence, proctorsOf, roomProctorsOf } from '@invigil/contract/proctorPresence';
import type { Clock } from '@invigil/server-kit/clock';
import type { Closable, Cluster } from '@invigil/server-kit/cluster/cluster';
import type { Log } from '@invigil/server-kit/log';
import { type RoomListener, RoomView } from './roomView.ts';
import type { SignalingNodes } from './signalingNodes.ts';

/** Where several signaling nodes live, everything is compared with the leases this often, should a message have been lost. */
const reconcileMs = 30_000;

interface OpenRoom {
  view: RoomView;
  ready: Promise<Closable>;
}

/** Somebody's hold on some rooms. */
export interface RoomsEntered {
  views: readonly RoomView[];
  leave(): void;
}

/** The rooms that somebody on this node watches: heard from the first proctor in until the last is out. */
export class Rooms {
  readonly #cluster: Cluster;
  readonly #clock: Clock;
  readonly #log: Log;
  readonly #open = new Map<RoomId, OpenRoom>();
  #reconciledAt = performance.now();
  /** The cluster was away, and so was what it would have told. */
  #isBehind = false;

  constructor({ cluster, clock, log, nodes }: { cluster: Cluster; clock: Clock; log: Log; nodes: SignalingNodes }) {
    this.#cluster = cluster;
    this.#clock = clock;
    this.#log = log;
    cluster.reach.watch({
      lost: () => {
        this.#isBehind = true;
      },
    });
    nodes.onChecked((alive) => this.#check(alive));
  }

  /** Resolves when everything that is live in the rooms is known; `listener` hears what changes from now on. */
  async enter(roomIds: readonly RoomId[], listener: Partial<RoomListener>): Promise<RoomsEntered> {
    const rooms = [...new Set(roomIds)].map((roomId) => ({ roomId, room: this.#room(roomId) }));
    const left = rooms.map(({ room }) => room.view.listen(listener));
    const leave = () => {
      for (const forget of left) forget();
      for (const { roomId, room } of rooms) this.#closeIfEmpty(roomId, room);
    };
    try {
      await Promise.all(rooms.map(({ room }) => room.ready));
    } catch (error) {
      leave();
      throw error;
    }
    return { views: rooms.map(({ room }) => room.view), leave };
  }

  /** Idempotent. */
  async close(): Promise<void> {
    const open = [...this.#open.values()];
    this.#open.clear();
    for (const outcome of await Promise.allSettled(open.map(({ ready }) => ready))) {
      if (outcome.status === 'fulfilled') await outcome.value.close();
    }
  }

  #room(roomId: RoomId): OpenRoom {
    const known = this.#open.get(roomId);
    if (known) return known;
    const view = new RoomView();
    const room = { view, ready: this.#hear(roomId, view) };
    this.#open.set(roomId, room);
    return room;
  }

  /** Hears first, then lists: whatever comes between is in both, and the version decides. */
  async #hear(roomId: RoomId, view: RoomView): Promise<Closable> {
    const hearing = await Promise.allSettled([
      this.#cluster.hear(roomSubject(roomId), heldSitting, (held) => view.apply(held, this.#clock.now())),
      this.#cluster.hear(roomProctorsOf(roomId), proctorPresence, (one) => view.applyProctor(one, this.#clock.now())),
      this.#cluster.hear(roomIncidentsOf(roomId), incident, (one) => view.happened(one)),
      this.#cluster.hear(proctoredOf(roomId), proctoredSitting, (sitting) => view.proctored(sitting)),
      this.#cluster.hear(roomConversationsOf(roomId), conversationEntry, (entry) => view.talked(entry)),
    ]);
    const close = async () => {
      await Promise.all(hearing.map((heard) => (heard.status === 'fulfilled' ? heard.value.close() : undefined)));
    };
    try {
      for (const heard of hearing) if (heard.status === 'rejected') throw heard.reason;
      await this.#reconcile(roomId, view);
    } catch (error) {
      await close();
      throw error;
    }
    return { close };
  }

  async #reconcile(roomId: RoomId, view: RoomView): Promise<void> {
    const since = view.snapshot();
    const [sittings, team] = await Promise.all([
      this.#cluster.list(sittingsOf(roomId), heldSitting),
      this.#cluster.list(proctorsOf(roomId), proctorPresence),
    ]);
    view.reconcile({ sittings: sittings.map(({ value }) => value), team }, { since, now: this.#clock.now() });
  }

  #closeIfEmpty(roomId: RoomId, room: OpenRoom): void {
    if (room.view.listenerCount > 0 || this.#open.get(roomId) !== room) return;
    this.#open.delete(roomId);
    room.ready
      .then((heard) => heard.close())
      .catch((err: unknown) => this.#log.warn({ err }, 'could not leave a room cleanly'));
  }

  /** A signaling node that died told nobody that its sittings and proctors are gone. */
  async #check(alive: ReadonlySet<NodeId>): Promise<void> {
    const isDue = alive.size > 1 && performance.now() - this.#reconciledAt > reconcileMs;
    const all = isDue || this.#isBehind;
    if (all) this.#reconciledAt = performance.now();
    this.#isBehind = false;
    for (const [roomId, { view }] of this.#open) {
      if (all || view.hasOrphans(alive)) await this.#reconcile(roomId, view);
      else if (view.hasStrangers()) view.learnNodes(await this.#cluster.list(proctorsOf(roomId), proctorPresence));
    }
  }
}
