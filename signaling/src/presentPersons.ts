import type { PersonId, PresenceId } from '@invigil/contract/ids';
import type { ProctorPresence } from '@invigil/contract/proctorPresence';

/**
 * Which persons count as present in one room: those who look after candidates there and have a console open, or had one until
 * a moment ago. Supervisors do not count.
 */
export class PresentPersons {
  readonly #goneMs: number;
  readonly #open = new Map<PresenceId, PersonId>();
  /** When the last console of somebody closed. Milliseconds of any steady clock. */
  readonly #leftAt = new Map<PersonId, number>();

  constructor({ goneMs }: { goneMs: number }) {
    this.#goneMs = goneMs;
  }

  apply({ presenceId, personId, state, supervises }: ProctorPresence, now: number): void {
    if (supervises) return;
    if (state !== 'gone') {
      this.#open.set(presenceId, personId);
      this.#leftAt.delete(personId);
    } else if (this.#open.delete(presenceId) && ![...this.#open.values()].includes(personId)) {
      this.#leftAt.set(personId, now);
    }
  }

  /** The open console whose node speaks for the room: the same on every node that knows the same. */
  get first(): PresenceId | undefined {
    return [...this.#open.keys()].sort()[0];
  }

  /** In a fixed order. */
  persons(now: number): PersonId[] {
    for (const [personId, leftAt] of this.#leftAt) if (now - leftAt >= this.#goneMs) this.#leftAt.delete(personId);
    return [...new Set([...this.#open.values(), ...this.#leftAt.keys()])].sort();
  }

  /** When somebody stops to count, should nothing else happen. */
  nextLeave(): number | undefined {
    const [earliest] = [...this.#leftAt.values()].sort((a, b) => a - b);
    return earliest === undefined ? undefined : earliest + this.#goneMs;
  }
}
