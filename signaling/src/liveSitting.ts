import { setImmediate } from 'node:timers/promises';
import { type HeldSitting, heldSitting, roomSubject } from '@invigil/contract/heldSitting';
import type { RoomId, SittingId } from '@invigil/contract/ids';
import { limits } from '@invigil/contract/limits';
import type { SittingLive } from '@invigil/contract/live';
import type { Clock } from '@invigil/server-kit/clock';
import type { Cluster, Lease } from '@invigil/server-kit/cluster/cluster';
import type { Log } from '@invigil/server-kit/log';
import { Coalescer } from './coalescer.ts';
import { type Taken, takeSitting } from './takeOver.ts';

const retryMs = 1_000;

/** What changes about a held sitting; ids and version are added here. */
export type SittingFacts = Pick<SittingLive, 'presence' | 'streams' | 'blocked' | 'ladder'> &
  Pick<HeldSitting, 'mediaNodeId' | 'workerId'>;

interface LiveSittingOptions {
  cluster: Cluster;
  clock: Clock;
  log: Log;
  sittingId: SittingId;
  roomId: RoomId;
  presenceId: HeldSitting['presenceId'];
  read: () => SittingFacts;
}

/**
 * One live sitting as its room sees it: held in the cluster by a lease, told to the room with a version that only grows.
 * Only the newest state is written, so changes that come faster than the cluster takes them become one.
 */
export class LiveSitting {
  readonly #options: LiveSittingOptions;
  readonly #slight: Coalescer<'link', undefined>;
  #lease: Lease<HeldSitting> | undefined;
  #version = 0;
  #dirty = false;
  #writing: Promise<void> | undefined;
  #retry: NodeJS.Timeout | undefined;
  #over = false;

  constructor(options: LiveSittingOptions) {
    this.#options = options;
    this.#slight = new Coalescer({ everyMs: limits.coalesceMs, deliver: () => this.changed() });
  }

  /** The newest version the room was told. */
  get version(): number {
    return this.#version;
  }

  /** Takes the sitting from whoever holds it. Resolves to the media that an unreachable holder left behind. */
  async claim({ onLost }: { onLost: () => void }): Promise<Taken['orphan']> {
    const taken = await takeSitting(this.#options.cluster, { value: this.#next(), onLost });
    this.#lease = taken.lease;
    this.#version = Math.max(this.#version, taken.version);
    return taken.orphan;
  }

  /** Tells the room now. */
  changed(): void {
    if (this.#over) return;
    this.#dirty = true;
    this.#writing ??= this.#write().finally(() => {
      this.#writing = undefined;
      if (this.#dirty && !this.#retry) this.changed();
    });
  }

  /** Tells the room soon, together with what else changes until then. */
  changedSlightly(): void {
    this.#slight.push('link', undefined);
  }

  /**
   * Gives the sitting up. The room is told that it is gone unless somebody else holds it next. The lease goes first: a
   * proctor who listed it before also hears of its end.
   */
  async release({ tellRoom }: { tellRoom: boolean }): Promise<void> {
    if (this.#over) return;
    this.#over = true;
    this.#slight.close();
    clearTimeout(this.#retry);
    await this.#writing;
    await this.#lease?.release();
    if (!tellRoom) return;
    const last = this.#next();
    await this.#publish({ ...last, live: { ...last.live, presence: 'gone', streams: [], blocked: [] } });
  }

  async #write(): Promise<void> {
    while (this.#dirty && !this.#over) {
      // What else changes in this turn of the event loop is told with it.
      await setImmediate();
      if (this.#over) return;
      this.#dirty = false;
      const value = this.#next();
      try {
        // The lease first: whoever hears, then lists, misses nothing.
        await this.#lease?.update(value);
        await this.#publish(value);
      } catch (err) {
        this.#options.log.warn({ err }, 'could not tell the room about a sitting, will retry');
        this.#dirty = true;
        this.#retryLater();
        return;
      }
    }
  }

  #retryLater(): void {
    this.#retry = setTimeout(() => {
      this.#retry = undefined;
      this.changed();
    }, retryMs);
  }

  #publish(value: HeldSitting): Promise<void> {
    return this.#options.cluster.publish(roomSubject(this.#options.roomId), heldSitting, value);
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
