/** A screen reader needs about so long for one sentence. */
const betweenMs = 6_000;

/** What is told aloud: one sentence at a time, and of what comes meanwhile the last one and how many there were. */
export class Announcer {
  readonly #say: (text: string) => void;
  readonly #ofSeveral: (count: number, last: string) => string;
  #waiting: string[] = [];
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(say: (text: string) => void, ofSeveral: (count: number, last: string) => string) {
    this.#say = say;
    this.#ofSeveral = ofSeveral;
  }

  tell(text: string): void {
    this.#waiting.push(text);
    if (this.#timer === undefined) this.#next();
  }

  close(): void {
    clearTimeout(this.#timer);
    this.#waiting = [];
  }

  #next(): void {
    const last = this.#waiting.at(-1);
    const count = this.#waiting.length;
    this.#waiting = [];
    this.#timer = last === undefined ? undefined : setTimeout(() => this.#next(), betweenMs);
    if (last !== undefined) this.#say(count === 1 ? last : this.#ofSeveral(count, last));
  }
}
