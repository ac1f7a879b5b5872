import type { LivePresence } from '../livePresence.ts';
import type { Proctor } from '../proctor.ts';

type Telling = (presence: LivePresence) => void;

/** Whom something is told: a presence once it is here; until then what is told is kept, in order. */
export class LiveTarget {
  #presence: LivePresence | undefined;
  #kept: Telling[] = [];

  /** The proctor, once it is here. */
  get proctor(): Proctor | undefined {
    return this.#presence?.role === 'proctor' && !this.#presence.over ? this.#presence : undefined;
  }

  tell(telling: Telling): void {
    if (!this.#presence) this.#kept.push(telling);
    else if (!this.#presence.over) telling(this.#presence);
  }

  tellProctor(telling: (proctor: Proctor) => void): void {
    this.tell((presence) => {
      if (presence.role === 'proctor') telling(presence);
    });
  }

  /** What was told so far is another's to tell. */
  forget(): void {
    this.#kept = [];
  }

  /** The presence is here: it is told what was kept, and from now on everything at once. */
  is(presence: LivePresence): void {
    this.#presence = presence;
    const kept = this.#kept;
    this.#kept = [];
    for (const telling of kept) this.tell(telling);
  }
}
