import { AppError } from '@invigil/contract/errors';
import { type CloseReason, closeReasons } from '@invigil/contract/frames';
import type { PresenceId, SittingId } from '@invigil/contract/ids';
import type { Clock } from '@invigil/server-kit/clock';
import type { Log } from '@invigil/server-kit/log';
import type { Candidate } from './candidate.ts';
import type { Connection } from './connection.ts';
import type { Directory } from './handOver/directory.ts';
import type { LivePresence } from './livePresence.ts';
import type { MediaNodes } from './mediaNodes.ts';
import type { PresenceEnd } from './presence.ts';

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
  directory: Directory;
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

  /** The presence of a resume token by its hash. */
  byHash(resumeHash: string): LivePresence | undefined {
    return this.#byResume.get(resumeHash);
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
   * The presence of a resume token by its hash, why it is over, or undefined when it is not this node's.
   * @throws {AppError} resumeExpired when notes after `after` are not kept any more, unavailable while it is given away.
   */
  resume(resumeHash: string, after: number): LivePresence | CloseReason | undefined {
    const over = this.#over.get(resumeHash);
    if (over) return over;
    const presence = this.#byResume.get(resumeHash);
    if (presence?.leaving) throw new AppError({ code: 'unavailable', retryAfterSeconds: 1 });
    if (presence && !presence.line.canResumeAfter(after)) throw new AppError({ code: 'resumeExpired' });
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
    if (!presence.line.detach(connection) || presence.over || presence.leaving) return;
    if (code === leftOnPurpose) void this.end(presence, 'left');
    else this.awaits(presence);
  }

  /** Its page is not here, and may come back within the grace. */
  awaits(presence: LivePresence): void {
    this.#waitForReturn(presence);
    presence.connectionChanged();
  }

  /** Sends its page to another node; it waits for that one as for a page that comes back, and the room is told nothing. */
  sendAway(presence: LivePresence): void {
    presence.moves();
    presence.line.end('moving');
    this.#waitForReturn(presence);
  }

  /** Another node has it now. Everything of it stays as it is, and nothing of it is this node's any more. */
  handedOver(presence: LivePresence): void {
    presence.finish('handedOver');
    this.#forget(presence);
  }

  /** Closes its socket with a reason after which it may resume. */
  drop(presence: LivePresence, reason: CloseReason): void {
    presence.line.end(reason);
    this.awaits(presence);
  }

  /** Ends a presence with all its media. Resolves once another may hold its sitting, and never rejects. */
  end(presence: LivePresence, end: PresenceEnd): Promise<void> {
    if (!presence.finish(end)) return Promise.resolve();
    this.#forget(presence);
    const reason = end in closeReasons ? (end as CloseReason) : undefined;
    if (reason) this.#endLine(presence, reason);
    const told = reason && !closeReasons[reason].retry ? reason : undefined;
    void this.#inBackground(this.#options.directory.over(presence, told));
    void this.#inBackground(this.#options.media.closePresence(presence.presenceId, presence.mediaNodes()));
    void this.#inBackground(presence.stopHearing());
    if (presence.role === 'proctor') return Promise.resolve();
    return this.#inBackground(presence.sitting.release({ tellRoom: end !== 'superseded' }));
  }

  /** Ends all presences and waits until their media is closed. */
  async close(): Promise<void> {
    for (const presence of this.all()) void this.end(presence, 'shuttingDown');
    while (this.#closing.size > 0) await Promise.all(this.#closing);
  }

  #forget(presence: LivePresence): void {
    const kept = this.#byId.get(presence.presenceId);
    clearTimeout(kept?.grace);
    clearTimeout(kept?.end);
    this.#byId.delete(presence.presenceId);
    this.#byResume.delete(presence.resumeHash);
    if (presence.role === 'proctor') return;
    const { sittingId } = presence.admission;
    if (this.#bySitting.get(sittingId) === presence) this.#bySitting.delete(sittingId);
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
