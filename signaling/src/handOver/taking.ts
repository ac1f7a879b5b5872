import { AppError } from '@invigil/contract/errors';
import type { CloseReason } from '@invigil/contract/frames';
import type { NodeId } from '@invigil/contract/ids';
import type { Cluster } from '@invigil/server-kit/cluster/cluster';
import type { Log } from '@invigil/server-kit/log';
import type { LivePresence } from '../livePresence.ts';
import type { Making } from '../making.ts';
import type { MediaEvents } from '../mediaEvents.ts';
import type { Presences } from '../presences.ts';
import type { RoomShares } from '../roomShares.ts';
import type { Rooms } from '../rooms.ts';
import type { SignalingNodes } from '../signalingNodes.ts';
import { Arrival } from './arrival.ts';
import { catchUp } from './catchUp.ts';
import type { Directory } from './directory.ts';
import { type DirectoryEntry, type HandedPresence, handOverControl } from './handed.ts';

const checkMs = 1_000;
const handOverMs = 10_000;

interface TakingOptions {
  cluster: Cluster;
  log: Log;
  nodes: SignalingNodes;
  rooms: Rooms;
  shares: RoomShares;
  presences: Presences;
  directory: Directory;
  events: MediaEvents;
  making: Making;
  onTaken: () => void;
}

type Entered = Extract<DirectoryEntry, { presenceId: unknown }>;

/** Takes presences over from the nodes that have them, because their page came here or their node drains. */
export class Taking {
  readonly #options: TakingOptions;
  readonly #underWay = new Map<string, Promise<LivePresence | CloseReason>>();

  constructor(options: TakingOptions) {
    this.#options = options;
  }

  /**
   * The presence of a resume token by its hash, which is here and holds everything of it from now on, or why it is over.
   * @param after the last note that its page has; null when nobody knows.
   * @throws {AppError} resumeExpired when nobody living has it, unavailable when it cannot be had just now.
   */
  take(resumeHash: string, after: number | null): Promise<LivePresence | CloseReason> {
    const first = this.#underWay.get(resumeHash);
    if (first) return first;
    const taking = this.#take(resumeHash, after).finally(() => this.#underWay.delete(resumeHash));
    this.#underWay.set(resumeHash, taking);
    return taking;
  }

  async #take(resumeHash: string, after: number | null): Promise<LivePresence | CloseReason> {
    const { cluster, directory, nodes } = this.#options;
    const held = await directory.find(resumeHash);
    if (!held || held.nodeId === cluster.nodeId) throw new AppError({ code: 'resumeExpired' });
    if ('over' in held.value) return held.value.over;
    if (!(await nodes.isAlive(held.nodeId))) throw new AppError({ code: 'resumeExpired' });
    await this.#check(held.nodeId, resumeHash);
    return this.#fetch(held.nodeId, { entry: held.value, resumeHash, after });
  }

  /** Whether the node still answers: one that is stopped or dead has nothing to give. */
  async #check(nodeId: NodeId, resumeHash: string): Promise<void> {
    const { cluster, nodes } = this.#options;
    try {
      await cluster.call(nodeId, handOverControl, 'canHandOver', { resumeHash }, { timeoutMs: checkMs });
    } catch (cause) {
      if (cause instanceof AppError && cause.code === 'timeout') nodes.didNotAnswer(nodeId);
      throw new AppError({ code: 'resumeExpired' }, { cause });
    }
  }

  async #fetch(
    nodeId: NodeId,
    { entry, resumeHash, after }: { entry: Entered; resumeHash: string; after: number | null },
  ): Promise<LivePresence> {
    const { cluster } = this.#options;
    const arrival = await Arrival.open(this.#options, entry);
    try {
      const asked = { resumeHash, after, to: cluster.nodeId };
      const handed = await cluster.call(nodeId, handOverControl, 'handOver', asked, { timeoutMs: handOverMs });
      return await this.#begin(handed, { arrival, resumeHash });
    } catch (error) {
      await arrival.close();
      throw error;
    }
  }

  /** Goes on with it here; whatever fails from now on ends it, for nobody else has it. */
  async #begin(
    { comes, presence: from, keys }: HandedPresence,
    { arrival, resumeHash }: { arrival: Arrival; resumeHash: string },
  ): Promise<LivePresence> {
    const { making, presences, directory, shares, onTaken } = this.#options;
    const presence =
      from.role === 'candidate'
        ? making.candidate(from, { from, resumeHash, comes })
        : making.proctor(from, { from, resumeHash, comes });
    presences.add(presence);
    if (presence.role === 'candidate') for (const heard of arrival.heard) presence.hears(heard);
    if (presence.role === 'proctor' && from.role === 'proctor' && arrival.rooms) {
      presence.enter(arrival.rooms);
      presence.takePlaces(making.places(presence, from.places));
      catchUp(presence, from.rooms);
    }
    arrival.target.is(presence);
    arrival.giveEvents();
    const onLost = () => void presences.end(presence, 'superseded');
    try {
      await Promise.all([
        directory.enter(presence, { key: keys.directory, onLost }),
        this.#goOn(presence, keys.held, onLost),
      ]);
    } catch (error) {
      await presences.end(presence, 'shuttingDown');
      throw error;
    }
    if (presence.over) throw new AppError({ code: 'resumeExpired' });
    if (presence.role === 'proctor' && !presence.admission.supervises) shares.entered(presence.admission.rooms);
    onTaken();
    return presence;
  }

  /** Goes on with the leases that the other node left. */
  async #goOn(presence: LivePresence, keys: Record<string, string>, onLost: () => void): Promise<void> {
    if (presence.role === 'candidate') {
      const key = keys[presence.admission.roomId];
      if (!(await presence.sitting.goOn({ key, onLost }))) onLost();
      return;
    }
    await Promise.all(presence.places.map((place) => place.claim(keys[place.now.roomId])));
    for (const place of presence.places) place.changed();
  }
}
