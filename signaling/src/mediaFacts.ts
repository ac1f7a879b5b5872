import type { MediaIncident } from '@invigil/contract/apiControl';
import { incidentId, type RoomId, type SittingId } from '@invigil/contract/ids';
import type { Source } from '@invigil/contract/sources';
import type { Clock } from '@invigil/server-kit/clock';
import { uuidV7 } from '@invigil/server-kit/uuidV7';

/** How long something must last to be written down. Milliseconds. */
export interface MediaFactTimes {
  /** Media that is away although its page is here. */
  lossMs: number;
  /** A page that is away. */
  awayMs: number;
}

/** The media plane itself calls a stream lost after 15 s; a page that was away for less than 5 s has reloaded, or blinked. */
export const ordinaryTimes: MediaFactTimes = { lossMs: 20_000, awayMs: 5_000 };

interface MediaFactsOptions {
  clock: Clock;
  sittingId: SittingId;
  roomId: RoomId;
  report: (incident: MediaIncident) => void;
  times?: MediaFactTimes | undefined;
  awaySince?: number | null | undefined;
}

/** Writes down what the media plane sees of one sitting. A device check has no incidents. */
export class MediaFacts {
  readonly times: MediaFactTimes;
  readonly #clock: Clock;
  readonly #sittingId: SittingId;
  readonly #report: (incident: MediaIncident) => void;
  #awaySince: number | undefined;

  constructor({ clock, sittingId, roomId, report, times = ordinaryTimes, awaySince }: MediaFactsOptions) {
    this.times = times;
    this.#awaySince = awaySince ?? undefined;
    const isCheck = String(sittingId) === String(roomId);
    this.#clock = clock;
    this.#sittingId = sittingId;
    this.#report = isCheck ? () => undefined : report;
  }

  /** Since when its page is away, to be gone on with elsewhere. */
  get awaySince(): number | undefined {
    return this.#awaySince;
  }

  /** A source stays away for `times.lossMs` now. Answers what was written down. */
  streamLost(source: Source): MediaIncident {
    const lost: MediaIncident = {
      ...this.#fresh(),
      beganAt: this.#clock.now() - this.times.lossMs,
      endedAt: null,
      kind: 'streamLost',
      facts: { source },
    };
    this.#report(lost);
    return lost;
  }

  /** That is over. */
  lossOver(lost: MediaIncident): void {
    this.#report({ ...lost, endedAt: this.#clock.now() });
  }

  /** Its socket is gone. */
  pageAway(): void {
    this.#awaySince ??= this.#clock.now();
  }

  /** The page is connected, again or for the first time. */
  pageHere(): void {
    const now = this.#clock.now();
    const awaySince = this.#awaySince;
    this.#awaySince = undefined;
    if (awaySince === undefined || now - awaySince < this.times.awayMs) return;
    const afterSeconds = Math.round((now - awaySince) / 1_000);
    this.#report({ ...this.#fresh(), beganAt: now, endedAt: now, kind: 'reconnected', facts: { afterSeconds } });
  }

  /** A newer page took the sitting: from one that is connected, or it is the same candidate's return. */
  takenOver(): void {
    if (this.#awaySince !== undefined) {
      this.pageHere();
      return;
    }
    const now = this.#clock.now();
    this.#report({ ...this.#fresh(), beganAt: now, endedAt: now, kind: 'takenOver', facts: {} });
  }

  #fresh() {
    return { incidentId: incidentId.parse(uuidV7()), sittingId: this.#sittingId };
  }
}
