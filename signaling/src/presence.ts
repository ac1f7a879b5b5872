import { createHash, randomBytes } from 'node:crypto';
import type { CloseReason } from '@invigil/contract/frames';
import type { NodeId, PresenceId } from '@invigil/contract/ids';
import type { LiveRole } from '@invigil/contract/roles';
import type { Line } from './line.ts';

/** Why a presence is over: the server's reason, the page left, or its socket did not come back in time. */
export type PresenceEnd = CloseReason | 'left' | 'graceOver';

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
  #over: PresenceEnd | undefined;
  #turn: Promise<unknown> = Promise.resolve();

  constructor({ presenceId, line, endsAt }: { presenceId: PresenceId; line: Line; endsAt: number }) {
    this.presenceId = presenceId;
    this.line = line;
    this.#endsAt = endsAt;
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

  get resumeHash(): string {
    return hashOfResumeToken(this.#resumeToken);
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
