import type { PersonId, PresenceId } from '@invigil/contract/ids';
import type { ProctorPresence } from '@invigil/contract/proctorPresence';

/**
 * Which persons count as present in one room: those who look after candidates there and have a console whose line is up, or had one until
 * a moment ago. Supervisors do not count.
 */
export class PresentPersons {
  readonly #goneMs: number;
  /** Every console that is here, or away and may come back. */
  readonly #open = new Map<PresenceId, { personId: PersonId; isHere: boolean }>();
  /** Since when nobody's last console is here. Milliseconds of any steady clock. */
  readonly #unseenSince = new Map<PersonId, number>();

  constructor({ goneMs }: { goneMs: number }) {
    this.#goneMs = goneMs;
  }

  apply({ presenceId, personId, state, supervises }: ProctorPresence, now: number): void {
    if (supervises) return;
    const before = this.#open.get(presenceId);
    if (state === 'gone') this.#open.delete(presenceId);
    else this.#open.set(presenceId, { personId, isHere: state === 'here' });
    // A laptop that is closed counts from the moment its line went, not from when the line is given up.
    const wasHere = before === undefined ? state === 'away' : before.isHere;
    if (this.#here().has(personId)) this.#unseenSince.delete(personId);
    else if (wasHere) this.#unseenSince.set(personId, now);
  }

  /** The open console whose node speaks for the room: the same on every node that knows the same. */
  get first(): PresenceId | undefined {
    return [...this.#open.keys()].sort()[0];
  }

  /** In a fixed order. */
  persons(now: number): PersonId[] {
    for (const [personId, since] of this.#unseenSince)
      if (now - since >= this.#goneMs) this.#unseenSince.delete(personId);
    return [...new Set([...this.#here(), ...this.#unseenSince.keys()])].sort();
  }

  /** When somebody stops to count, should nothing else happen. */
  nextLeave(): number | undefined {
    const [earliest] = [...this.#unseenSince.values()].sort((a, b) => a - b);
    return earliest === undefined ? undefined : earliest + this.#goneMs;
  }

  #here(): Set<PersonId> {
    return new Set([...this.#open.values()].filter(({ isHere }) => isHere).map(({ personId }) => personId));
  }
}
