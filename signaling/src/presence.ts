import { createHash, randomBytes } from 'node:crypto';
import type { CloseReason } from '@invigil/contract/frames';
import type { NodeId, PresenceId } from '@invigil/contract/ids';
import type { LiveRole } from '@invigil/contract/roles';
import type { Line } from './line.ts';

/** Why a presence is over here: the server's reason, the page left, its socket did not come back in time, or another node has it. */
export type PresenceEnd = CloseReason | 'left' | 'graceOver' | 'handedOver';

const resumeTokenBytes = 32;

/** A resume token is looked up by its hash, so that comparing takes the same time whatever is guessed. */
export const hashOfResumeToken = (token: string) => createHash('sha256').update(token).digest('base64url');

/** One person's live place here. It outlives its sockets; its media goes on meanwhile. */
export abstract class Presence {
  abstract readonly role: LiveRole;
  readonly presenceId: PresenceId;
  readonly line: Line;
  #endsAt: number;
  readonly #resumeToken = randomBytes(resumeTokenBytes).toString('base64url');
  readonly resumeHash: string;
  readonly #underWay = new Set<Promise<unknown>>();
  /** It is being given to another node: nothing of its page is taken any more. */
  leaving = false;
  #over: PresenceEnd | undefined;
  #turn: Promise<unknown> = Promise.resolve();

  /** `resumeHash` is that of the token which another node gave to its page. */
  constructor(options: { presenceId: PresenceId; line: Line; endsAt: number; resumeHash?: string | undefined }) {
    const { presenceId, line, endsAt, resumeHash } = options;
    this.presenceId = presenceId;
    this.line = line;
    this.#endsAt = endsAt;
    this.resumeHash = resumeHash ?? hashOfResumeToken(this.#resumeToken);
  }

  /** Milliseconds of the server clock after which nothing of it stays. */
  get endsAt(): number {
    return this.#endsAt;
  }

  /** Moves its end later; an earlier one changes nothing. */
  prolong(endsAt: number): void {
    this.#endsAt = Math.max(this.#endsAt, endsAt);
  }

  /** Set once it is over: whatever is opened for it afterwards is closed at once. */
  get over(): PresenceEnd | undefined {
    return this.#over;
  }

  get resumeToken(): string {
    return this.#resumeToken;
  }

  /** Work for its page that must be done, well or not, before it can be given away. */
  async during<R>(work: Promise<R>): Promise<R> {
    this.#underWay.add(work);
    try {
      return await work;
    } finally {
      this.#underWay.delete(work);
    }
  }

  /** Resolves when nothing is under way for its page. */
  async settled(): Promise<void> {
    while (this.#underWay.size > 0) await Promise.allSettled(this.#underWay);
    await this.#turn;
  }

  /**
   * One after the other: what is published twice at once is seen to be twice, and a receiver is opened once per worker and
   * told before any watch that uses it.
   */
  inTurn<R>(run: () => Promise<R>): Promise<R> {
    const turn = this.#turn.then(run);
    this.#turn = turn.catch(() => undefined);
    return turn;
  }

  /** The media nodes that hold something for it. */
  abstract mediaNodes(): Set<NodeId>;

  /** Whether its page is connected, or about to be. */
  abstract get comes(): boolean;

  /** Its page is on its way to another node: it counts as here until that has it. */
  abstract moves(): void;

  /** Hears nothing of the cluster any more. Idempotent. */
  abstract stopHearing(): Promise<void>;

  /** Its socket came or went. */
  abstract connectionChanged(): void;

  /** False when it was over already. */
  finish(end: PresenceEnd): boolean {
    if (this.#over) return false;
    this.#over = end;
    return true;
  }
}
