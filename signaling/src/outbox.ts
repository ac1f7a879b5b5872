import { limits } from '@invigil/contract/limits';
import type { NoteData, NoteName } from '@invigil/contract/notes';

/** The notes of one presence as frames, numbered from 1 without holes; the newest `limits.notesKept` are kept. */
export class Outbox {
  readonly #frames = new Map<number, string>();
  #seq = 0;

  /** Goes on with what another node has numbered: the last of `frames` is `seq`. */
  constructor({ seq, frames }: { seq: number; frames: readonly string[] }) {
    this.#seq = seq;
    for (const [i, frame] of frames.entries()) this.#frames.set(seq - frames.length + 1 + i, frame);
  }

  /** The number of the newest note. */
  get seq(): number {
    return this.#seq;
  }

  add<N extends NoteName>(name: N, data: NoteData<N>): void {
    this.#seq += 1;
    this.#frames.set(this.#seq, JSON.stringify({ type: 'note', seq: this.#seq, name, data }));
    this.#frames.delete(this.#seq - limits.notesKept);
  }

  /** Every note after `after`, or all that are kept. */
  hand(after: number | null): { seq: number; frames: string[] } {
    const frames = [...this.#frames].filter(([seq]) => after === null || seq > after);
    return { seq: this.#seq, frames: frames.map(([, frame]) => frame) };
  }

  /** Undefined when it is not kept any more. */
  frame(seq: number): string | undefined {
    return this.#frames.get(seq);
  }

  /** Whether a reader that has everything up to `seq` can be given all the rest. */
  canResumeAfter(seq: number): boolean {
    return seq === this.#seq || this.#frames.has(seq + 1);
  }
}
