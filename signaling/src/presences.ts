import { AppError } from '@invigil/contract/errors';
import { type CloseReason, closeReasons } from '@invigil/contract/frames';
import type { PresenceId, SittingId } from '@invigil/contract/ids';
import type { Clock } from '@invigil/server-kit/clock';
import type { Log } from '@invigil/server-kit/log';
import type { Candidate } from './candidate.ts';
import type { Connection } from './connection.ts';
import type { LivePresence } from './livePresence.ts';
import type { MediaNodes } from './mediaNodes.ts';
import { hashOfResumeToken, type PresenceEnd } from './presence.ts';

/** The close code of a page that leaves on purpose; a reload or a closed tab sends another, and may come back. */
const leftOnPurpose = 1000;
/** Node cannot wait longer than this in one timer. */
const longestTimerMs = 2 ** 31 - 1;

interface Kept {
  presence: LivePresence;
  grace?: NodeJS.Timeout;
  end?: NodeJS.Timeout;
}

interface PresencesOptions {
  clock: Clock;
  log: Log;
  graceMs: number;
  media: MediaNodes;
}

/** Every presence of this node, from its join to its end: resumed within its grace, ended at its time. */
export class Presences {
  readonly #options: PresencesOptions;
  readonly #byId = new Map<PresenceId, Kept>();
  readonly #byResume = new Map<string, LivePresence>();
  readonly #bySitting = new Map<SittingId, Candidate>();
  /** Why a presence that a page may still ask for is over, so that the page hears that instead of a mere refusal. */
  readonly #over = new Map<string, CloseReason>();
  readonly #closing = new Set<Promise<void>>();

  constructor(options: PresencesOptions) {
    this.#options = options;
  }

  all(): LivePresence[] {
    return [...this.#byId.values()].map(({ presence }) => presence);
  }

  find(presenceId: PresenceId): LivePresence | undefined {
    return this.#byId.get(presenceId)?.presence;
  }

  candidateOf(sittingId: SittingId): Candidate | undefined {
    return this.#bySitting.get(sittingId);
  }

  add(presence: LivePresence): void {
    const kept: Kept = { presence };
    this.#byId.set(presence.presenceId, kept);
    this.#byResume.set(presence.resumeHash, presence);
    if (presence.role === 'candidate') this.#bySitting.set(presence.admission.sittingId, presence);
    this.#endInTime(kept);
  }

  /** Gives a presence more time. */
  prolong(presence: LivePresence, endsAt: number): void {
    if (endsAt <= presence.endsAt) return;
    presence.prolong(endsAt);
    const kept = this.#byId.get(presence.presenceId);
    if (!kept) return;
    clearTimeout(kept.end);
    this.#endInTime(kept);
  }

  /**
   * The presence of a resume token, or why it is over.
   * @throws {AppError} resumeExpired when there is none, or when notes after `after` are not kept any more.
   */
  resume(token: string, after: number): LivePresence | CloseReason {
    const hash = hashOfResumeToken(token);
    const over = this.#over.get(hash);
    if (over) return over;
    const presence = this.#byResume.get(hash);
    if (!presence?.line.canResumeAfter(after)) throw new AppError({ code: 'resumeExpired' });
    return presence;
  }

  /** A socket was attached to its line. */
  arrived(presence: LivePresence): void {
    const kept = this.#byId.get(presence.presenceId);
    clearTimeout(kept?.grace);
    presence.connectionChanged();
  }

  /** A socket closed. A presence whose socket it was waits for the next, unless its page left on purpose. */
  left(presence: LivePresence, connection: Connection, code: number): void {
    if (!presence.line.detach(connection) || presence.over) return;
    if (code === leftOnPurpose) void this.end(presence, 'left');
    else this.#waitForReturn(presence);
  }

  /** Closes its socket with a reason after which it may resume. */
  drop(presence: LivePresence, reason: CloseReason): void {
    presence.line.end(reason);
    this.#waitForReturn(presence);
  }

  /** Ends a presence with all its media. Resolves once another may hold its sitting, and never rejects. */
  end(presence: LivePresence, end: PresenceEnd): Promise<void> {
    if (!presence.finish(end)) return Promise.resolve();
    const kept = this.#byId.get(presence.presenceId);
    clearTimeout(kept?.grace);
    clearTimeout(kept?.end);
    this.#byId.delete(presence.presenceId);
    this.#byResume.delete(presence.resumeHash);
    if (end in closeReasons) this.#endLine(presence, end as CloseReason);
    void this.#inBackground(this.#options.media.closePresence(presence.presenceId, presence.mediaNodes()));
    void this.#inBackground(presence.stopHearing());
    if (presence.role === 'proctor') return Promise.resolve();
    const { sittingId } = presence.admission;
    if (this.#bySitting.get(sittingId) === presence) this.#bySitting.delete(sittingId);
    return this.#inBackground(presence.sitting.release({ tellRoom: end !== 'superseded' }));
  }

  /** Ends all presences and waits until their media is closed. */
  async close(): Promise<void> {
    for (const presence of this.all()) void this.end(presence, 'shuttingDown');
    while (this.#closing.size > 0) await Promise.all(this.#closing);
  }

  #endLine(presence: LivePresence, reason: CloseReason): void {
    presence.line.end(reason);
    if (closeReasons[reason].retry) return;
    const { resumeHash } = presence;
    this.#over.set(resumeHash, reason);
    setTimeout(() => this.#over.delete(resumeHash), this.#options.graceMs).unref();
  }

  #waitForReturn(presence: LivePresence): void {
    const kept = this.#byId.get(presence.presenceId);
    if (!kept) return;
    clearTimeout(kept.grace);
    kept.grace = setTimeout(() => void this.end(presence, 'graceOver'), this.#options.graceMs);
    presence.connectionChanged();
  }

  #endInTime(kept: Kept): void {
    const left = kept.presence.endsAt - this.#options.clock.now();
    kept.end = setTimeout(
      () => {
        if (left > longestTimerMs) this.#endInTime(kept);
        else void this.end(kept.presence, 'ended');
      },
      Math.min(Math.max(0, left), longestTimerMs),
    );
  }

  /** Resolves when it is done, well or not. */
  #inBackground(work: Promise<void>): Promise<void> {
    const done: Promise<void> = work
      .catch((err: unknown) => this.#options.log.warn({ err }, 'could not end a presence cleanly'))
      .finally(() => this.#closing.delete(done));
    this.#closing.add(done);
    return done;
  }
}
