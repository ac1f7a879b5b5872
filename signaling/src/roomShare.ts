import type { PersonId, PresenceId, RoomId } from '@invigil/contract/ids';
import { limits } from '@invigil/contract/limits';
import type { ProctorPresence } from '@invigil/contract/proctorPresence';
import type { Log } from '@invigil/server-kit/log';
import { PresentPersons } from './presentPersons.ts';

export interface ShareTimes {
  /** After a change it is waited so long for others, as when everybody comes back at once. */
  settleMs: number;
  /** How long after their last console closed somebody still counts as present. */
  goneMs: number;
  firstRetryMs: number;
}

const longestRetryMs = 30_000;

interface RoomShareOptions {
  roomId: RoomId;
  log: Log;
  times: ShareTimes;
  /** Whether a presence is one of this node's. */
  isOurs: (presenceId: PresenceId) => boolean;
  tell: (present: PersonId[]) => Promise<void>;
  /** Whether a proctor of this node looks after candidates in the room. */
  hasOurs: () => boolean;
  /** This node has nothing more to say about the room. */
  onDone: () => void;
}

/**
 * Tells the api who is present in one room whenever that changes. Of the nodes that see the room, the one with the first
 * console tells; when that one is gone, the next tells again, which is harmless.
 */
export class RoomShare {
  readonly #options: RoomShareOptions;
  readonly #persons: PresentPersons;
  /** The consoles of this node, until it is heard that they are gone. */
  readonly #ours = new Set<PresenceId>();
  #told: string | undefined;
  #telling = false;
  #failures = 0;
  #timer: NodeJS.Timeout | undefined;
  #closed = false;

  constructor(options: RoomShareOptions) {
    this.#options = options;
    this.#persons = new PresentPersons(options.times);
  }

  /** From now on; should nobody of those who are about to come ever be there, that is told in the end. */
  begin(team: readonly ProctorPresence[]): void {
    this.#lookIn(this.#options.times.goneMs);
    for (const presence of team) this.proctorPresence(presence);
  }

  /** Hears of a proctor in the room. */
  proctorPresence(presence: ProctorPresence): void {
    const { presenceId } = presence;
    if (this.#options.isOurs(presenceId)) this.#ours.add(presenceId);
    // Another node has it, unless it is gone.
    else this.#ours.delete(presenceId);
    this.#persons.apply(presence, performance.now());
    this.#lookIn(this.#options.times.settleMs);
  }

  /** Idempotent. */
  close(): void {
    this.#closed = true;
    clearTimeout(this.#timer);
  }

  #lookIn(ms: number): void {
    if (this.#closed) return;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#look(), ms);
  }

  async #look(): Promise<void> {
    if (this.#telling) return;
    const { hasOurs, onDone } = this.#options;
    const present = this.#persons.persons(performance.now());
    const { first } = this.#persons;
    if (first !== undefined && !this.#ours.has(first)) {
      // What others tell meanwhile is not known here.
      this.#told = undefined;
      if (hasOurs() || this.#ours.size > 0) this.#lookAtNextLeave();
      else onDone();
      return;
    }
    if (this.#told !== present.join()) await this.#tell(present);
    else if (first === undefined && present.length === 0) onDone();
    else this.#lookAtNextLeave();
  }

  #lookAtNextLeave(): void {
    const next = this.#persons.nextLeave();
    if (next !== undefined) this.#lookIn(Math.max(0, next - performance.now()) + 1);
  }

  async #tell(present: PersonId[]): Promise<void> {
    const { roomId, log, times, tell } = this.#options;
    this.#telling = true;
    let waitMs = 0;
    try {
      await tell(present.slice(0, limits.proctorsPerRoom));
      this.#told = present.join();
      this.#failures = 0;
    } catch (err) {
      waitMs = Math.min(longestRetryMs, times.firstRetryMs * 2 ** this.#failures);
      this.#failures += 1;
      log.warn({ err, roomId, waitMs }, 'a room is not shared among its proctors yet, will retry');
    } finally {
      this.#telling = false;
    }
    this.#lookIn(waitMs);
  }
}
