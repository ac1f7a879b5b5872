import { AppError, type ErrorCode } from '@invigil/contract/errors';
import { incidentId, type SittingId } from '@invigil/contract/ids';
import type { IncidentFacts } from '@invigil/contract/incidentKinds';
import type { PageIncident } from '@invigil/contract/incidents';
import { limits } from '@invigil/contract/limits';
import type { ExamDayStore, KeptIncident } from '../examDayStore.ts';
import type { PageClock } from '../pageClock.ts';
import { uuid7 } from '../uuid7.ts';

interface Parts {
  sittingId: SittingId;
  /** Rejects where the browser keeps nothing: then incidents live as long as the page. */
  store: Promise<ExamDayStore>;
  clock: PageClock;
  send: (incidents: PageIncident[]) => Promise<unknown>;
  /** Something that is tried again by itself, or done without, did not work. */
  hiccup: (fault: unknown) => void;
}

/** What one detector sees, told as it happens. */
export interface Tells {
  /** Something that has no length. */
  tell: (facts: IncidentFacts) => void;
  /** Something that goes on until the returned function is called. */
  begin: (facts: IncidentFacts) => () => void;
}

/** What belongs together is sent together. */
const gatherMs = 300;
const firstRetryMs = 2_000;
const longestRetryMs = 30_000;
/** Nothing would make the server take it. */
const hopeless: readonly ErrorCode[] = ['invalid', 'sittingOver', 'notFound', 'forbidden', 'bodyTooLarge'];

/**
 * Brings every incident to the server: kept in the browser first, sent together, and again after a cut or a reload until
 * the server has it. Ids are made here, so that sending again changes nothing.
 */
export class IncidentReporter implements Tells {
  readonly #parts: Parts;
  readonly #unsent = new Map<string, KeptIncident>();
  readonly #open = new Set<KeptIncident>();
  /** Ends when everything told so far is kept. */
  #keeping: Promise<void>;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #sending = false;
  #retryMs = firstRetryMs;
  #closed = false;

  constructor(parts: Parts) {
    this.#parts = parts;
    this.#keeping = this.#takeUp();
    globalThis.addEventListener?.('online', this.#soon);
  }

  tell(facts: IncidentFacts): void {
    const now = this.#parts.clock.now();
    this.#keep({ ...this.#named(facts), beganAt: now, endedAt: now });
  }

  begin(facts: IncidentFacts): () => void {
    const incident: KeptIncident = { ...this.#named(facts), beganAt: this.#parts.clock.now(), endedAt: null };
    this.#open.add(incident);
    this.#keep(incident);
    return () => {
      if (!this.#open.delete(incident)) return;
      this.#keep({ ...incident, endedAt: this.#parts.clock.now() });
    };
  }

  /** What goes on is over with the page; what is not sent yet is sent, or waits for the next page of this sitting. */
  close(): void {
    if (this.#closed) return;
    for (const incident of [...this.#open]) this.#keep({ ...incident, endedAt: this.#parts.clock.now() });
    this.#open.clear();
    this.#closed = true;
    globalThis.removeEventListener?.('online', this.#soon);
    clearTimeout(this.#timer);
    void this.#send();
  }

  #named(facts: IncidentFacts) {
    return { incidentId: incidentId.parse(uuid7()), sittingId: this.#parts.sittingId, facts };
  }

  /** What a page before this one left. What it saw going on ended with it, at the latest now. */
  async #takeUp(): Promise<void> {
    try {
      const store = await this.#parts.store;
      for (const left of await store.getAllFromIndex('incidents', 'sittingId', this.#parts.sittingId)) {
        if (this.#unsent.has(left.incidentId)) continue;
        this.#unsent.set(left.incidentId, { ...left, endedAt: left.endedAt ?? this.#parts.clock.now() });
      }
      if (this.#unsent.size > 0) this.#soon();
    } catch (fault) {
      this.#parts.hiccup(fault);
    }
  }

  #keep(incident: KeptIncident): void {
    if (this.#closed) return;
    this.#unsent.set(incident.incidentId, incident);
    this.#keeping = this.#keeping
      .then(async () => void (await (await this.#parts.store).put('incidents', incident)))
      .catch(this.#parts.hiccup);
    this.#soon();
  }

  readonly #soon = (): void => {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#send(), gatherMs);
  };

  async #send(): Promise<void> {
    if (this.#sending) return;
    this.#sending = true;
    try {
      await this.#keeping;
      let most: number = limits.incidentsPerReport;
      while (this.#unsent.size > 0) {
        const batch = [...this.#unsent.values()].slice(0, most);
        const isTaken = await this.#isTaken(batch, batch.length === 1);
        // One that the server refuses must not keep the others from it: they go one by one.
        if (!isTaken) most = 1;
        else await this.#forget(batch);
      }
      this.#retryMs = firstRetryMs;
    } catch (fault) {
      this.#parts.hiccup(fault);
      if (!this.#closed) this.#timer = setTimeout(() => void this.#send(), this.#retryMs);
      this.#retryMs = Math.min(longestRetryMs, this.#retryMs * 2);
    } finally {
      this.#sending = false;
    }
  }

  /** Whether the batch is done with: taken, or refused for good. Throws when trying again later may help. */
  async #isTaken(batch: readonly KeptIncident[], isAlone: boolean): Promise<boolean> {
    try {
      await this.#parts.send(batch.map((incident) => this.#asSent(incident)));
      return true;
    } catch (fault) {
      if (!(fault instanceof AppError) || !hopeless.includes(fault.code)) throw fault;
      if (isAlone) this.#parts.hiccup(fault);
      return isAlone;
    }
  }

  #asSent({ incidentId, facts, beganAt, endedAt }: KeptIncident): PageIncident {
    const { clock } = this.#parts;
    const beganAgoMs = clock.agoMs(beganAt);
    const endedAgoMs = endedAt === null ? null : Math.min(beganAgoMs, clock.agoMs(endedAt));
    return { incidentId, beganAgoMs, endedAgoMs, ...facts } as PageIncident;
  }

  /** What goes on stays kept until its end is sent, so that a page after this one can end it. */
  async #forget(batch: readonly KeptIncident[]): Promise<void> {
    for (const sent of batch) {
      if (this.#unsent.get(sent.incidentId) !== sent) continue;
      this.#unsent.delete(sent.incidentId);
      if (sent.endedAt === null) continue;
      await this.#parts.store.then((store) => store.delete('incidents', sent.incidentId)).catch(this.#parts.hiccup);
    }
  }
}
