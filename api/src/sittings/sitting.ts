import { AppError } from '@invigil/contract/errors';
import type { SittingId } from '@invigil/contract/ids';
import { type MySitting, sittingState } from '@invigil/contract/routes/sittings';
import { defineEntity, p } from '@mikro-orm/core';
import { Account } from '../accounts/account.ts';
import { Exam } from '../exams/exam.ts';
import { Room } from '../rooms/room.ts';

const endStates: ReadonlySet<string> = new Set(['submitted', 'timedOut', 'terminated', 'noShow']);

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
  },
});

/** One candidate's exam. */
export class Sitting extends SittingSchema.class {
  /** When it is over at the latest, for its candidate. */
  closing(): Date {
    return this.exam.closingWith(this.extraMinutes);
  }

  /**
   * @throws {AppError} sittingOver, examCancelled, examNotOpen or examClosed when its candidate cannot be live in it at
   * `now`.
   */
  mustBeOpen(now: Date): void {
    if (endStates.has(this.state)) throw new AppError({ code: 'sittingOver' });
    this.exam.mustBeOpen(now, this.extraMinutes);
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
