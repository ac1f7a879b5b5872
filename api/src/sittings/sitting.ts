import { AppError } from '@invigil/contract/errors';
import type { PageId, SittingId } from '@invigil/contract/ids';
import { pausedBy } from '@invigil/contract/proctoredSitting';
import type { MySitting } from '@invigil/contract/routes/sittings';
import { sittingState } from '@invigil/contract/sittingStates';
import { defineEntity, p } from '@mikro-orm/core';
import { Account } from '../accounts/account.ts';
import { Exam } from '../exams/exam.ts';
import { Room } from '../rooms/room.ts';
import { sittingDeadline } from './sittingDeadline.ts';
import { timeCredit } from './timeCredit.ts';

export const submitters = ['candidate', 'timer'] as const;

const endStates: ReadonlySet<string> = new Set(['submitted', 'timedOut', 'terminated', 'noShow']);

/** Whole seconds, the last one begun counted in. */
export const secondsBetween = (from: Date, to: Date): number =>
  Math.ceil(Math.max(0, to.getTime() - from.getTime()) / 1_000);

const SittingSchema = defineEntity({
  name: 'Sitting',
  properties: {
    id: p.uuid().$type<SittingId>().primary(),
    candidate: () => p.manyToOne(Account),
    exam: () => p.manyToOne(Exam),
    room: () => p.manyToOne(Room),
    state: p.enum(sittingState.options),
    /** Beyond the exam's duration, for this candidate alone. */
    extraMinutes: p.integer().default(0),
    startedAt: p.datetime(3).nullable(),
    submittedAt: p.datetime(3).nullable(),
    /** Of the terms of use accepted for this exam, apart from those of the account. */
    termsAcceptedAt: p.datetime(3).nullable(),
    termsVersion: p.integer().nullable(),
    /** Of the press that started it; a repeat carries the same. */
    startKey: p.uuid().nullable(),
    /** The page that holds the writing, and when it was last heard of. */
    writingPageId: p.uuid().$type<PageId>().nullable(),
    lastSeenAt: p.datetime(3).nullable(),
    /** Given back for faults that are over. */
    creditedSeconds: p.integer().default(0),
    /** Since when a required share is gone and nothing is written; set exactly while the state is `paused`. */
    pausedAt: p.datetime(3).nullable(),
    /** Who or what paused it; set exactly while it is paused. */
    pausedBy: p.enum(pausedBy.options).nullable(),
    lobbyEnteredAt: p.datetime(3).nullable(),
    /** When a proctor let its candidate in. */
    admittedAt: p.datetime(3).nullable(),
    lateEntryAllowed: p.boolean().default(false),
    /** Given back for what proctors did, beside what faults give back. */
    grantedSeconds: p.integer().default(0),
    terminatedAt: p.datetime(3).nullable(),
    /** The proctor who looks after it. */
    proctor: () => p.manyToOne(Account).nullable(),
    submitKey: p.uuid().nullable(),
    submittedBy: p.enum(submitters).nullable(),
    /** When the copy was whole; from then on it never changes. */
    frozenAt: p.datetime(3).nullable(),
    /** SHA-256 over the canonical JSON of the answers. */
    receiptHash: p.text().nullable(),
  },
});

/** One candidate's exam. */
export class Sitting extends SittingSchema.class {
  /**
   * When it is over for its candidate, as things stand at `now`: at its deadline once it is started, at the latest when its
   * exam closes before. While it is paused the deadline moves on with the time: as far as the exam gives any back for faults,
   * and for as long as it takes when a proctor paused it.
   */
  closing(now: Date): Date {
    const { exam, startedAt, extraMinutes } = this;
    if (!startedAt) return exam.closingWith(extraMinutes);
    const { durationMinutes, closesAt } = exam;
    const creditedSeconds = this.givenBackSeconds() + this.pauseCredit(now);
    return sittingDeadline({ startedAt, durationMinutes, closesAt, extraMinutes, creditedSeconds });
  }

  /** What the pause that goes on would give back if it ended now. Seconds. */
  pauseCredit(now: Date): number {
    if (!this.pausedAt) return 0;
    return this.pausedBy === 'proctor' ? secondsBetween(this.pausedAt, now) : this.creditFor(this.pausedAt, now);
  }

  /** For faults and by proctors, so far. Seconds. */
  givenBackSeconds(): number {
    return this.creditedSeconds + this.grantedSeconds;
  }

  /** What a fault from one instant to another gives back. Seconds. */
  creditFor(from: Date, to: Date): number {
    const { exam, creditedSeconds } = this;
    const { faultCreditMinutes } = exam;
    return timeCredit(to.getTime() - from.getTime(), { faultCreditMinutes, creditedSeconds });
  }

  hasEnded(): boolean {
    return endStates.has(this.state);
  }

  /**
   * @throws {AppError} sittingOver, examCancelled, examNotOpen or examClosed when its candidate cannot be live in it at
   * `now`.
   */
  mustBeOpen(now: Date): void {
    // Who never began is told that the exam closed, before and after the server has noticed it.
    if (this.hasEnded() && this.state !== 'noShow') throw new AppError({ code: 'sittingOver' });
    this.exam.mustBeOpen(now, this.closing(now));
    if (this.hasEnded()) throw new AppError({ code: 'sittingOver' });
  }

  asMySitting(): MySitting {
    return {
      sittingId: this.id,
      roomId: this.room.id,
      state: this.state,
      exam: {
        ...this.exam.asHeading(),
        state: this.exam.state,
        durationMinutes: this.exam.durationMinutes,
        rules: this.exam.rules(),
      },
      extraMinutes: this.extraMinutes,
    };
  }
}
SittingSchema.setClass(Sitting);
