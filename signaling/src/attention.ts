import type { Look } from '@invigil/contract/apiControl';
import { lookId, type PersonId, type RoomId, type SittingId } from '@invigil/contract/ids';
import type { Clock } from '@invigil/server-kit/clock';
import { uuidV7 } from '@invigil/server-kit/uuidV7';

interface AttentionOptions {
  clock: Clock;
  personId: PersonId;
  /** The room where a sitting is live now; nobody can look at one that is not. */
  roomOf: (sittingId: SittingId) => RoomId | undefined;
  /** Writes a look down, and again with its end so far. */
  report: (look: Look) => void;
  /** How often a look that goes on is written down again. Milliseconds. */
  everyMs: number;
}

/** Whom one proctor looks at full size, and for how long: from the first moment that there is something to see until the last. */
export class Attention {
  readonly #options: AttentionOptions;
  #attends: SittingId | null = null;
  #here = false;
  #look: Look | undefined;
  #renewal: NodeJS.Timeout | undefined;

  constructor(options: AttentionOptions) {
    this.#options = options;
  }

  get attends(): SittingId | null {
    return this.#attends;
  }

  attend(sittingId: SittingId | null): void {
    this.#attends = sittingId;
    this.check();
  }

  /** The page is connected, or it is not: nobody knows then what it shows. */
  pageIs(here: boolean): void {
    this.#here = here;
    this.check();
  }

  /** Begins or ends a look, should what is attended have come or gone. */
  check(): void {
    const sittingId = this.#here ? this.#attends : null;
    const roomId = sittingId === null ? undefined : this.#options.roomOf(sittingId);
    if (this.#look && this.#look.sittingId === sittingId && this.#look.roomId === roomId) return;
    this.#end();
    if (sittingId !== null && roomId !== undefined) this.#begin(sittingId, roomId);
  }

  /** Nothing is looked at any more. Idempotent. */
  close(): void {
    this.#here = false;
    this.#end();
  }

  #begin(sittingId: SittingId, roomId: RoomId): void {
    const { clock, personId, everyMs } = this.#options;
    const now = clock.now();
    this.#look = { lookId: lookId.parse(uuidV7()), roomId, sittingId, personId, beganAt: now, endedAt: now };
    this.#tell();
    this.#renewal = setInterval(() => this.#tell(), everyMs);
  }

  #end(): void {
    clearInterval(this.#renewal);
    if (this.#look) this.#tell();
    this.#look = undefined;
  }

  #tell(): void {
    if (!this.#look) return;
    this.#look = { ...this.#look, endedAt: Math.max(this.#look.endedAt, this.#options.clock.now()) };
    this.#options.report(this.#look);
  }
}
