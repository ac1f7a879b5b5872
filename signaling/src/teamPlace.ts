import { AppError } from '@invigil/contract/errors';
import { type ProctorPresence, proctorPresence, proctorsOf, roomProctorsOf } from '@invigil/contract/proctorPresence';
import type { Clock } from '@invigil/server-kit/clock';
import type { Cluster } from '@invigil/server-kit/cluster/cluster';
import type { Log } from '@invigil/server-kit/log';
import { ToldLease } from './toldLease.ts';

/** A dead node's proctors are found gone after this. */
export const teamLeaseMs = 6_000;

/** What changes about a proctor as the team of a room sees them. */
export type TeamFacts = Pick<ProctorPresence, 'state' | 'attends' | 'speaks'>;

interface TeamPlaceOptions {
  cluster: Cluster;
  clock: Clock;
  log: Log;
  who: Pick<ProctorPresence, 'presenceId' | 'personId' | 'roomId' | 'supervises'>;
  read: () => TeamFacts;
  /** As another node told it last. */
  from?: ProctorPresence | undefined;
}

/** A proctor's place in the team of one room: held in the cluster by a lease, told to the room with a version that only grows. */
export class TeamPlace {
  readonly #options: TeamPlaceOptions;
  readonly #told: ToldLease<typeof proctorPresence>;
  #now: ProctorPresence;
  #isTold = false;

  constructor(options: TeamPlaceOptions) {
    this.#options = options;
    const version = Math.max(options.clock.now(), (options.from?.version ?? 0) + 1);
    this.#now = { ...options.who, version, ...options.read() };
    this.#isTold = options.from !== undefined;
    this.#told = new ToldLease({
      ...options,
      subject: roomProctorsOf(options.who.roomId),
      schema: proctorPresence,
      what: 'the room about a proctor',
      next: () => this.#next(options.read()),
    });
  }

  /** As the room was told last. */
  get now(): ProctorPresence {
    return this.#now;
  }

  /** `key` goes on with the place that another node left. @throws {AppError} unavailable when the cluster does not let it in. */
  async claim(key?: string): Promise<void> {
    const { cluster, who } = this.#options;
    const lease = await cluster.claim({
      group: proctorsOf(who.roomId),
      name: who.presenceId,
      schema: proctorPresence,
      value: this.#now,
      ttlMs: teamLeaseMs,
      key,
    });
    if (!lease) throw new AppError({ code: 'unavailable', retryAfterSeconds: 1 });
    this.#told.holds(lease);
  }

  /** Tells the room what is new, if anything is. */
  changed(): void {
    const { state, attends, speaks } = this.#options.read();
    const now = this.#now;
    if (!this.#isTold || now.state !== state || now.attends !== attends || now.speaks !== speaks) this.#told.changed();
  }

  /** Leaves the place to another node; its key. */
  leave(): Promise<string | undefined> {
    return this.#told.leave();
  }

  /** Leaves the team. Idempotent. */
  release(): Promise<void> {
    return this.#told.release(() => this.#next({ state: 'gone', attends: null, speaks: false }));
  }

  #next(facts: TeamFacts): ProctorPresence {
    const { clock, who } = this.#options;
    this.#isTold = true;
    this.#now = { ...who, version: Math.max(clock.now(), this.#now.version + 1), ...facts };
    return this.#now;
  }
}
