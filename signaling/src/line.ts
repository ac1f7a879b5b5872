import { type CloseReason, closeReasons } from '@invigil/contract/frames';
import { limits } from '@invigil/contract/limits';
import type { NoteData, NoteName } from '@invigil/contract/notes';
import type { Clock } from '@invigil/server-kit/clock';
import type { Connection } from './connection.ts';
import { FirstAnswers } from './firstAnswers.ts';
import type { HandedLine } from './handOver/handed.ts';
import { Outbox } from './outbox.ts';
import { TokenBucket } from './tokenBucket.ts';

/** A reader that catches up is given no more than this ahead, so that a long replay does not count as slowness. */
const catchUpBytes = limits.socketBacklogBytes / 4;

const unused: HandedLine = { seq: 0, frames: [], newestRequest: 0, answers: [] };

/** The wire to one page over however many sockets: numbered notes, first answers, and how much the page may send. */
export class Line {
  readonly answers: FirstAnswers;
  readonly #outbox: Outbox;
  readonly #clock: Clock;
  readonly #frames: TokenBucket;
  readonly #refusals: TokenBucket;
  readonly #faults: TokenBucket;
  readonly #onNote: () => void;
  #connection: Connection | undefined;
  /** The number of the last note given to the current socket. */
  #given = 0;
  #catchingUp = false;

  /** `from` goes on with a line of another node. */
  constructor({ clock, onNote, from }: { clock: Clock; onNote: () => void; from?: HandedLine | undefined }) {
    const { seq, frames, newestRequest: newest, answers } = from ?? unused;
    this.answers = new FirstAnswers({ newest, answers });
    this.#outbox = new Outbox({ seq, frames });
    this.#clock = clock;
    this.#onNote = onNote;
    this.#frames = new TokenBucket({ burst: limits.frameBurst, perSecond: limits.framesPerSecond, clock });
    this.#refusals = new TokenBucket({ burst: limits.refusedFramesBeforeClose, perSecond: 1, clock });
    this.#faults = new TokenBucket({ burst: limits.malformedFramesBeforeClose, perSecond: 1 / 60, clock });
  }

  get connected(): boolean {
    return this.#connection !== undefined;
  }

  get seq(): number {
    return this.#outbox.seq;
  }

  canResumeAfter(seq: number): boolean {
    return this.#outbox.canResumeAfter(seq);
  }

  /** Puts a new socket in the place of the old one: its first frame, then every note after `after`. */
  attach(connection: Connection, { first, after }: { first: string; after: number }): void {
    const older = this.#connection;
    this.#connection = connection;
    this.#given = after;
    this.#catchingUp = true;
    older?.cut();
    connection.together(() => {
      connection.send(first);
      this.#giveNotes();
    });
  }

  /** False when another socket has taken its place already. */
  detach(connection: Connection): boolean {
    if (this.#connection !== connection) return false;
    this.#connection = undefined;
    return true;
  }

  /** Lets its socket go without a word: the page is on its way to another node, or there already. */
  letGo(): void {
    const connection = this.#connection;
    this.#connection = undefined;
    connection?.cut();
  }

  /** All that another node needs to go on, for a page that has the notes up to `after`. */
  hand(after: number | null): HandedLine {
    const { newest, answers } = this.answers.hand();
    return { ...this.#outbox.hand(after), newestRequest: newest, answers };
  }

  note<N extends NoteName>(name: N, data: NoteData<N>): void {
    this.#outbox.add(name, data);
    this.#onNote();
    this.#giveNotes();
  }

  /** An answer that cannot be given now is asked for again by the page. */
  reply(text: string): void {
    this.#connection?.send(text);
  }

  heartbeat(): void {
    if (!this.#connection || this.#connection.waitingBytes > catchUpBytes) return;
    this.#connection.send(JSON.stringify({ type: 'heartbeat', serverTime: this.#clock.now(), seq: this.#given }));
  }

  /** The socket has room again. */
  drained(connection: Connection): void {
    if (connection === this.#connection) this.#giveNotes();
  }

  end(reason: CloseReason): void {
    const connection = this.#connection;
    this.#connection = undefined;
    connection?.end(closeReasons[reason].code, reason);
  }

  /** Whether the next frame is read, answered with `tooManyRequests`, or the last straw. */
  admitFrame(): 'read' | 'refuse' | 'close' {
    if (this.#frames.take()) return 'read';
    return this.#refusals.take() ? 'refuse' : 'close';
  }

  /** Counts a frame that cannot be read; false when there were too many. */
  forgiveFrame(): boolean {
    return this.#faults.take();
  }

  #giveNotes(): void {
    const connection = this.#connection;
    if (!connection) return;
    while (this.#given < this.#outbox.seq) {
      if (this.#catchingUp && connection.waitingBytes > catchUpBytes) return;
      const frame = this.#outbox.frame(this.#given + 1);
      if (frame === undefined) {
        // It reads more slowly than notes come and are kept; only a fresh join helps.
        connection.cut();
        return;
      }
      if (!connection.send(frame)) return;
      this.#given += 1;
    }
    this.#catchingUp = false;
  }
}
