import type { PresenceId, WatchId } from '@invigil/contract/ids';
import type { Step } from '@invigil/contract/sources';
import type { Clock } from '@invigil/server-kit/clock';

/** What the sender of a stream is told: the steps somebody wants, and how many presences are watching. */
export interface Demanded {
  tile: boolean;
  focus: boolean;
  watchers: number;
}

/**
 * The steps of one stream that are switched on at its sender. A step is switched on the moment somebody wants it, and off
 * only when nobody has wanted it for `hysteresisMs`, so that paging through a wall does not flap the encoders.
 */
export class Demand {
  readonly #clock: Clock;
  readonly #hysteresisMs: number;
  readonly #onChange: (now: Demanded) => void;
  readonly #wants = new Map<WatchId, { presenceId: PresenceId; steps: readonly Step[] }>();
  /** Until when each step stays on though nobody wants it; absent when it is off. */
  readonly #on = new Map<Step, number>();
  #told: Demanded = { tile: false, focus: false, watchers: 0 };

  constructor(options: { clock: Clock; hysteresisMs: number; onChange: (now: Demanded) => void }) {
    this.#clock = options.clock;
    this.#hysteresisMs = options.hysteresisMs;
    this.#onChange = options.onChange;
  }

  get now(): Demanded {
    return this.#told;
  }

  /** A running watch wants these steps from now on, in place of those it wanted before. */
  want(watchId: WatchId, presenceId: PresenceId, steps: readonly Step[]): void {
    this.#release(watchId);
    this.#wants.set(watchId, { presenceId, steps });
    this.#tell();
  }

  /** The watch paused or closed. */
  forget(watchId: WatchId): void {
    if (this.#release(watchId)) this.#tell();
  }

  /** Somebody is about to watch: the steps are switched on early, and off again if nobody comes to want them. */
  expect(steps: readonly Step[]): void {
    this.#keep(steps);
    this.#tell();
  }

  /** Switches off what has been unwanted for long enough. To be called now and then. */
  settle(): void {
    if (this.#on.size > 0) this.#tell();
  }

  #release(watchId: WatchId): boolean {
    const old = this.#wants.get(watchId);
    if (!old) return false;
    this.#wants.delete(watchId);
    this.#keep(old.steps);
    return true;
  }

  #keep(steps: readonly Step[]): void {
    const until = this.#clock.now() + this.#hysteresisMs;
    for (const step of steps) this.#on.set(step, until);
  }

  #isOn(step: Step): boolean {
    for (const { steps } of this.#wants.values()) if (steps.includes(step)) return true;
    const until = this.#on.get(step);
    if (until === undefined) return false;
    if (this.#clock.now() < until) return true;
    this.#on.delete(step);
    return false;
  }

  #tell(): void {
    const watchers = new Set([...this.#wants.values()].map(({ presenceId }) => presenceId)).size;
    const now = { tile: this.#isOn('tile'), focus: this.#isOn('focus'), watchers };
    const told = this.#told;
    if (now.tile === told.tile && now.focus === told.focus && now.watchers === told.watchers) return;
    this.#told = now;
    this.#onChange(now);
  }
}
