import type { AnswerContent } from '@invigil/contract/answerContent';
import { canonicalJson } from '@invigil/contract/canonicalJson';
import { AppError, type ErrorBody } from '@invigil/contract/errors';
import type { QuestionId } from '@invigil/contract/ids';
import { limits } from '@invigil/contract/limits';
import type { SavedAnswer } from '@invigil/contract/routes/writing';
import { type AnswerEntry, newEntry } from './answerEntry.ts';
import { acknowledged, type Met, metServer, metTab, onItsWay, replayed, typed } from './draft.ts';
import type { KeptAnswer } from './keptAnswer.ts';
import { isFinal, isUnreached, retryWait } from './retryWait.ts';
import type { AutosaverParts, Save } from './saving.ts';

const roundsOfFlush = 4;
/** What is sent while the page goes away is cut by the browser beyond 64 KiB; the store has it all the same. */
const leavingBytes = 60_000;
const agoMost = 48 * 60 * 60 * 1000;

/** Keeps every change on the device first, then sends it; what fails is tried again until the server has it. */
export class Autosaver {
  readonly #parts: AutosaverParts;
  readonly #entries = new Map<QuestionId, AnswerEntry>();
  /** While another page holds the writing nothing is sent. */
  #isHeld = false;
  /** Counts how often this page took the writing: what was sent before that says nothing of who holds it now. */
  #holds = 0;
  #isClosed = false;

  /** Begins with what this device kept, joined with what the server has. */
  static async open(parts: AutosaverParts): Promise<Autosaver> {
    const autosaver = new Autosaver(parts);
    await autosaver.#replay();
    return autosaver;
  }

  private constructor(parts: AutosaverParts) {
    this.#parts = parts;
  }

  async #replay(): Promise<void> {
    const { sittingId, questions, answers, store, hear } = this.#parts;
    const rows = await store.all(sittingId);
    hear.lasting(store.isLasting);
    for (const question of questions) {
      const row = rows.find(({ questionId }) => questionId === question.questionId);
      const theirs = answers.find(({ questionId }) => questionId === question.questionId);
      const met = replayed(sittingId, question, row, theirs);
      const entry = newEntry({
        question,
        kept: met.kept,
        seen: row?.content ?? met.kept.content,
        // What was never written is not kept either.
        isKept: row === undefined && theirs === undefined,
      });
      this.#entries.set(question.questionId, entry);
      if (met.isMerged) hear.merged(question.questionId);
      this.#tell(entry);
      if (!entry.isKept) void this.#keep(entry);
      if (!entry.kept.isSaved) this.#schedule(entry, 0);
    }
  }

  /** Something was typed, chosen or added by the person. */
  write(question: QuestionId, content: AnswerContent): void {
    const entry = this.#entries.get(question);
    if (entry === undefined) return;
    this.#change(entry, typed(entry.kept, content, this.#parts.clock.now()));
    void this.#keep(entry);
    if (entry.callOff === undefined) this.#schedule(entry, limits.autosaveMs);
  }

  /** The person decided about blocks that stand twice. */
  settle(question: QuestionId, doubledKeys: readonly string[]): void {
    const entry = this.#entries.get(question);
    if (entry === undefined) return;
    this.#change(entry, { ...entry.kept, doubledKeys: [...doubledKeys] });
    void this.#keep(entry);
  }

  /** What the server has, as it was just read; older than ours, it changes nothing. */
  take(answers: readonly SavedAnswer[]): void {
    for (const answer of answers) {
      const entry = this.#entries.get(answer.questionId);
      if (entry === undefined || answer.revision <= entry.kept.baseRevision || entry.sending !== undefined) continue;
      this.#meet(entry, metServer(entry.question, entry.kept, answer));
      void this.#keep(entry);
      if (!entry.kept.isSaved) this.#schedule(entry, 0);
    }
  }

  /** Another tab of this browser wrote this answer into the store. */
  async look(question: QuestionId): Promise<void> {
    const { store, sittingId } = this.#parts;
    const entry = this.#entries.get(question);
    await entry?.keeping;
    const there = await store.one(sittingId, question);
    if (entry === undefined || there === undefined || there.version === entry.kept.version) return;
    this.#meet(entry, metTab(entry.question, entry.kept, entry.seen, there));
    entry.seen = there.content;
    // What the store has already is not written again: two tabs would answer each other's writing without an end.
    if (canonicalJson(entry.kept) === canonicalJson(there)) entry.isKept = true;
    else await this.#keep(entry);
  }

  /**
   * Sends everything at once.
   * @returns whether the server has everything.
   */
  async flush(): Promise<boolean> {
    await Promise.all([...this.#entries.values()].map((entry) => this.#flushOne(entry)));
    return this.isSaved;
  }

  /** The page goes away, perhaps for good. */
  leave(): void {
    const unsaved = [...this.#entries.values()].filter(({ kept }) => !kept.isSaved);
    if (!this.#isHeld) for (const entry of unsaved) this.#change(entry, onItsWay(entry.kept));
    this.#parts.store.leave(unsaved.map(({ kept }) => kept));
    for (const entry of unsaved) {
      void this.#keep(entry);
      if (this.#isHeld) continue;
      const save = this.#saveOf(entry.kept);
      if (JSON.stringify(save).length > leavingBytes) continue;
      // Nobody is there to hear the answer; the store knows that it was sent, and the next page asks the server.
      this.#parts.send(save, true).catch(() => undefined);
    }
  }

  /** The network may be back, or this page holds the writing again. */
  retry(): void {
    this.#isHeld = false;
    this.#holds += 1;
    for (const entry of this.#entries.values()) if (!entry.kept.isSaved) this.#schedule(entry, 0);
  }

  /** The server answered something else: what waits because it could not be reached waits no longer. */
  reached(): void {
    if (this.#isHeld) return;
    for (const entry of this.#entries.values()) {
      if (entry.kept.isSaved || entry.fault === undefined || !isUnreached(entry.fault)) continue;
      entry.tries = 0;
      if (entry.sending === undefined) this.#schedule(entry, 0);
      else entry.isUrged = true;
    }
  }

  get isSaved(): boolean {
    return [...this.#entries.values()].every(({ kept }) => kept.isSaved);
  }

  /** What the server has of each answer. */
  revisions(): { questionId: QuestionId; revision: number }[] {
    return [...this.#entries.values()]
      .filter(({ kept }) => kept.baseRevision > 0)
      .map(({ kept }) => ({ questionId: kept.questionId, revision: kept.baseRevision }));
  }

  close(): void {
    this.#isClosed = true;
    for (const entry of this.#entries.values()) entry.callOff?.();
  }

  #schedule(entry: AnswerEntry, ms: number): void {
    entry.callOff?.();
    entry.callOff = undefined;
    if (this.#isClosed || this.#isHeld) return;
    entry.callOff = this.#parts.clock.after(ms, () => {
      entry.callOff = undefined;
      void this.#send(entry);
    });
  }

  /** Puts the newest state into the store; what is typed meanwhile follows at once. */
  #keep(entry: AnswerEntry): Promise<void> {
    entry.keeping ??= this.#keepAll(entry).finally(() => {
      entry.keeping = undefined;
    });
    return entry.keeping;
  }

  async #keepAll(entry: AnswerEntry): Promise<void> {
    const { store, hear } = this.#parts;
    while (!entry.isKept) {
      const putting = entry.kept;
      try {
        const there = await store.put(putting);
        hear.lasting(store.isLasting);
        if (there === undefined) {
          entry.seen = putting.content;
          entry.isKept = entry.kept === putting;
          entry.kept = { ...entry.kept, version: putting.version + 1 };
        } else {
          this.#meet(entry, metTab(entry.question, entry.kept, entry.seen, there));
          entry.seen = there.content;
        }
      } catch (fault) {
        // The device is full, or took the store away: it is still sent, and the next change tries again.
        console.warn('an answer could not be kept on this device', fault);
        hear.lasting(false);
        return;
      }
    }
    hear.kept(entry.question.questionId);
  }

  #send(entry: AnswerEntry): Promise<void> {
    entry.sending ??= this.#sendNewest(entry).finally(() => {
      entry.sending = undefined;
      this.#tell(entry);
    });
    this.#tell(entry);
    return entry.sending;
  }

  async #sendNewest(entry: AnswerEntry): Promise<void> {
    await this.#keep(entry);
    if (entry.kept.isSaved || this.#isHeld) return;
    entry.isUrged = false;
    const sent = onItsWay(entry.kept);
    this.#change(entry, sent);
    await this.#keep(entry);
    const sentAt = this.#holds;
    try {
      const reply = await this.#parts.send(this.#saveOf(sent), false);
      entry.tries = 0;
      entry.fault = undefined;
      this.#change(entry, acknowledged(entry.kept, sent, reply));
      if (!entry.kept.isSaved) this.#schedule(entry, limits.autosaveMs);
    } catch (fault) {
      const body: ErrorBody = fault instanceof AppError ? fault.body : { code: 'internal', reference: String(fault) };
      if (body.code === 'openElsewhere' && sentAt !== this.#holds) this.#schedule(entry, 0);
      else this.#failed(entry, body);
    }
    await this.#keep(entry);
  }

  #failed(entry: AnswerEntry, body: ErrorBody): void {
    if (body.code === 'answerConflict') {
      this.#meet(entry, metServer(entry.question, entry.kept, body));
      if (!entry.kept.isSaved) this.#schedule(entry, 0);
      return;
    }
    entry.fault = body;
    if (body.code === 'openElsewhere') {
      this.#isHeld = true;
      this.#parts.hear.openElsewhere();
      return;
    }
    if (isFinal(body)) return;
    entry.tries += 1;
    this.#schedule(entry, entry.isUrged ? 0 : retryWait(body, entry.tries, this.#parts.random()));
  }

  async #flushOne(entry: AnswerEntry): Promise<void> {
    for (let round = 0; round < roundsOfFlush; round += 1) {
      await entry.sending;
      if (entry.kept.isSaved) break;
      entry.callOff?.();
      entry.callOff = undefined;
      await this.#send(entry);
      if (entry.fault !== undefined) break;
    }
  }

  #meet(entry: AnswerEntry, met: Met): void {
    this.#change(entry, met.kept);
    const { questionId } = entry.question;
    if (met.isReplaced) this.#parts.hear.replaced(questionId, met.kept.content);
    if (met.isMerged) this.#parts.hear.merged(questionId);
  }

  #change(entry: AnswerEntry, kept: KeptAnswer): void {
    entry.kept = kept;
    entry.isKept = false;
    this.#tell(entry);
  }

  #tell(entry: AnswerEntry): void {
    const { content, baseRevision, isSaved, savedAt, isLate, doubledKeys } = entry.kept;
    this.#parts.hear.changed(entry.question.questionId, {
      content,
      revision: baseRevision,
      isSaved,
      isSending: entry.sending !== undefined,
      savedAt,
      isLate,
      doubledKeys,
      fault: entry.fault,
    });
  }

  #saveOf({ questionId, saveId, baseRevision, content, typedAt }: KeptAnswer): Save {
    const typedAgoMs = Math.round(Math.min(agoMost, Math.max(0, this.#parts.clock.now() - typedAt)));
    return { questionId, saveId, baseRevision, content, typedAgoMs };
  }
}
