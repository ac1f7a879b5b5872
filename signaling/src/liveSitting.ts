import { type HeldSitting, heldSitting, roomSubject, sittingLeaseMs, sittingsOf } from '@invigil/contract/heldSitting';
import type { RoomId, SittingId } from '@invigil/contract/ids';
import { limits } from '@invigil/contract/limits';
import type { SittingLive } from '@invigil/contract/live';
import type { Clock } from '@invigil/server-kit/clock';
import type { Cluster } from '@invigil/server-kit/cluster/cluster';
import type { Log } from '@invigil/server-kit/log';
import { Coalescer } from './coalescer.ts';
import type { SignalingNodes } from './signalingNodes.ts';
import { type Taken, takeSitting } from './takeOver.ts';
import { ToldLease } from './toldLease.ts';

/** What changes about a held sitting; ids and version are added here. */
export type SittingFacts = Pick<SittingLive, 'presence' | 'streams' | 'blocked' | 'ladder'> &
  Pick<HeldSitting, 'mediaNodeId' | 'workerId'>;

interface LiveSittingOptions {
  cluster: Cluster;
  clock: Clock;
  log: Log;
  nodes: SignalingNodes;
  sittingId: SittingId;
  roomId: RoomId;
  presenceId: HeldSitting['presenceId'];
  read: () => SittingFacts;
  /** The newest version that another node told. */
  version?: number | undefined;
}

/** One live sitting as its room sees it: held in the cluster by a lease, told to the room with a version that only grows. */
export class LiveSitting {
  readonly #options: LiveSittingOptions;
  readonly #told: ToldLease<typeof heldSitting>;
  readonly #slight: Coalescer<'link', undefined>;
  #version = 0;

  constructor(options: LiveSittingOptions) {
    this.#options = options;
    this.#version = options.version ?? 0;
    this.#told = new ToldLease({
      ...options,
      subject: roomSubject(options.roomId),
      schema: heldSitting,
      what: 'the room about a sitting',
      next: () => this.#next(),
    });
    this.#slight = new Coalescer({ everyMs: limits.coalesceMs, deliver: () => this.changed() });
  }

  /** The newest version the room was told. */
  get version(): number {
    return this.#version;
  }

  /** Takes the sitting from whoever holds it. Resolves to the media that an unreachable holder left behind. */
  async claim({ onLost }: { onLost: () => void }): Promise<Taken['orphan']> {
    const { cluster, nodes } = this.#options;
    const taken = await takeSitting(cluster, { nodes, value: this.#next(), onLost });
    this.#told.holds(taken.lease);
    // Whoever saw the last holder's node die has told its end by one version more.
    this.#version = Math.max(this.#version, taken.version + 1);
    return taken.orphan;
  }

  /** Goes on with a sitting that another node left. @returns false when somebody else has it by now. */
  async goOn({ key, onLost }: { key: string | undefined; onLost: () => void }): Promise<boolean> {
    const { cluster, sittingId: name, roomId } = this.#options;
    const group = sittingsOf(roomId);
    const value = this.#next();
    const claim = { group, name, schema: heldSitting, value, ttlMs: sittingLeaseMs, onLost, key };
    const lease = key === undefined ? undefined : await cluster.claim(claim);
    if (!lease) return false;
    this.#told.holds(lease);
    this.changed();
    return true;
  }

  /** Makes sure that it still holds the sitting, before something is done that concerns whoever does. */
  confirm(): Promise<void> {
    return this.#told.confirm();
  }

  /** Leaves the sitting to another node; its key. */
  leave(): Promise<string | undefined> {
    this.#slight.close();
    return this.#told.leave();
  }

  /** Tells the room now. */
  changed(): void {
    this.#told.changed();
  }

  /** Tells the room soon, together with what else changes until then. */
  changedSlightly(): void {
    this.#slight.push('link', undefined);
  }

  /** Gives the sitting up. The room is told that it is gone unless somebody else holds it next. */
  async release({ tellRoom }: { tellRoom: boolean }): Promise<void> {
    this.#slight.close();
    await this.#told.release(tellRoom ? () => this.#last() : undefined);
  }

  #last(): HeldSitting {
    const last = this.#next();
    return { ...last, live: { ...last.live, presence: 'gone', streams: [], blocked: [] } };
  }

  #next(): HeldSitting {
    const { cluster, clock, sittingId, roomId, presenceId, read } = this.#options;
    const { mediaNodeId, workerId, ...facts } = read();
    this.#version = Math.max(clock.now(), this.#version + 1);
    return {
      live: { sittingId, roomId, version: this.#version, ...facts },
      presenceId,
      signalingNodeId: cluster.nodeId,
      mediaNodeId,
      workerId,
    };
  }
}
