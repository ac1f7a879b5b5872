import { conversationEntry, roomConversationsOf } from '@invigil/contract/conversation';
import { heldSitting, roomSubject, sittingsOf } from '@invigil/contract/heldSitting';
import type { NodeId, RoomId } from '@invigil/contract/ids';
import { incident, roomIncidentsOf } from '@invigil/contract/incidents';
import { proctoredOf, proctoredSitting } from '@invigil/contract/proctoredSitting';
import { proctorPresence, proctorsOf, roomProctorsOf } from '@invigil/contract/proctorPresence';
import type { Clock } from '@invigil/server-kit/clock';
import type { Closable, Cluster, Lease } from '@invigil/server-kit/cluster/cluster';
import type { Log } from '@invigil/server-kit/log';
import { z } from 'zod';
import { type RoomListener, RoomView } from './roomView.ts';

const signalingNodeGroup = 'signalingNodes';
const nodeLeaseMs = 5_000;
const nodeCheckMs = 2_000;
/** A node that is missing this often in a row is dead; a lease that Redis lost is back before. */
const missesOfTheDead = 3;
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
  #lease: Lease<object> | undefined;
  #checking: NodeJS.Timeout | undefined;
  #reconciledAt = performance.now();
  /** How often in a row a node was not among the living. */
  readonly #missed = new Map<NodeId, number>();

  private constructor({ cluster, clock, log }: { cluster: Cluster; clock: Clock; log: Log }) {
    this.#cluster = cluster;
    this.#clock = clock;
    this.#log = log;
  }

  static async create(options: { cluster: Cluster; clock: Clock; log: Log }): Promise<Rooms> {
    const rooms = new Rooms(options);
    const { cluster } = options;
    rooms.#lease = await cluster.claim({
      group: signalingNodeGroup,
      name: cluster.nodeId,
      schema: z.strictObject({}),
      value: {},
      ttlMs: nodeLeaseMs,
    });
    rooms.#checkLater();
    return rooms;
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
    clearTimeout(this.#checking);
    this.#checking = undefined;
    await this.#lease?.release();
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

  #checkLater(): void {
    this.#checking = setTimeout(() => {
      this.#check()
        .catch((err: unknown) => this.#log.warn({ err }, 'could not compare the rooms with the cluster, will retry'))
        .finally(() => {
          if (this.#checking) this.#checkLater();
        });
    }, nodeCheckMs);
  }

  /** A signaling node that died told nobody that its sittings and proctors are gone. */
  async #check(): Promise<void> {
    const nodes = await this.#cluster.list(signalingNodeGroup, z.strictObject({}));
    const seen = [this.#cluster.nodeId, ...nodes.map(({ nodeId }) => nodeId)];
    for (const nodeId of seen) this.#missed.set(nodeId, 0);
    for (const [nodeId, misses] of this.#missed) {
      if (!seen.includes(nodeId)) this.#missed.set(nodeId, misses + 1);
      if (misses >= missesOfTheDead) this.#missed.delete(nodeId);
    }
    const alive = new Set(this.#missed.keys());
    const all = alive.size > 1 && performance.now() - this.#reconciledAt > reconcileMs;
    if (all) this.#reconciledAt = performance.now();
    for (const [roomId, { view }] of this.#open) {
      if (all || view.hasOrphans(alive)) await this.#reconcile(roomId, view);
      else if (view.hasStrangers()) view.learnNodes(await this.#cluster.list(proctorsOf(roomId), proctorPresence));
    }
  }
}
