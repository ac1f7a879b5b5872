import type { Look } from '@invigil/contract/apiControl';
import { lookId, type PersonId, type RoomId, type SittingId } from '@invigil/contract/ids';
import type { Clock } from '@invigil/server-kit/clock';
import { uuidV7 } from '@invigil/server-kit/uuidV7';

/** In renewals. */
const longestGapInLooks = 2;

interface AttentionOptions {
  clock: Clock;
  personId: PersonId;
  /** The room where a sitting is live now; nobody can look at one that is not. */
  roomOf: (sittingId: SittingId) => RoomId | undefined;
  /** Writes a look down, and again with its end so far. */
  report: (look: Look) => void;
  /** How often a look that goes on is written down again. Milliseconds. */
  everyMs: number;
  /** What another node has seen so far of somebody whose page is connected, or about to be, if `here`. */
  from?: { here: boolean; attends: SittingId | null; look: Look | null } | undefined;
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
    const { here = false, attends = null, look } = options.from ?? {};
    this.#here = here;
    this.#attends = attends;
    if (look) this.#goOn(look);
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

  /** What is looked at goes on to be so elsewhere: nothing is told of it here any more. */
  hand(): { attends: SittingId | null; look: Look | null } {
    clearInterval(this.#renewal);
    const look = this.#look ?? null;
    this.#look = undefined;
    return { attends: this.#attends, look };
  }

  /** Nothing is looked at any more. Idempotent. */
  close(): void {
    this.#here = false;
    this.#end();
  }

  #begin(sittingId: SittingId, roomId: RoomId): void {
    const { clock, personId } = this.#options;
    const now = clock.now();
    this.#goOn({ lookId: lookId.parse(uuidV7()), roomId, sittingId, personId, beganAt: now, endedAt: now });
  }

  #goOn(look: Look): void {
    this.#look = look;
    this.#tell();
    this.#renewal = setInterval(() => this.#renew(), this.#options.everyMs);
  }

  /** A look that could not be written down for so long was not a look: the node stood still, and its page is elsewhere. */
  #renew(): void {
    const { clock, everyMs } = this.#options;
    if (this.#look && clock.now() - this.#look.endedAt > longestGapInLooks * everyMs) {
      clearInterval(this.#renewal);
      this.#look = undefined;
      this.check();
    } else this.#tell();
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
