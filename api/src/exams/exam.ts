import { AppError } from '@invigil/contract/errors';
import type { ExamId } from '@invigil/contract/ids';
import { defineEntity, p } from '@mikro-orm/core';

const ExamSchema = defineEntity({
  name: 'Exam',
  properties: {
    id: p.uuid().$type<ExamId>().primary(),
    title: p.text(),
    kind: p.enum(['exam', 'technicalTest'] as const),
    opensAt: p.datetime(3),
    closesAt: p.datetime(3),
    durationMinutes: p.integer(),
    webcamRequired: p.boolean(),
    screenRequired: p.boolean(),
  },
});

/** What is written: a title, a window, a duration and what must be shared meanwhile. */
export class Exam extends ExamSchema.class {
  /** @throws {AppError} examClosed from the instant `closesAt` on. */
  mustNotBeClosed(now: Date): void {
    if (now >= this.closesAt) throw new AppError({ code: 'examClosed' });
  }

  /** @throws {AppError} examNotOpen before `opensAt`, examClosed from `closesAt` on. */
  mustBeOpen(now: Date): void {
    if (now < this.opensAt) throw new AppError({ code: 'examNotOpen', opensAt: this.opensAt.toISOString() });
    this.mustNotBeClosed(now);
  }

  /** What both a candidate and a proctor see of an exam. */
  asHeading() {
    return {
      examId: this.id,
      title: this.title,
      opensAt: this.opensAt.toISOString(),
      closesAt: this.closesAt.toISOString(),
    };
  }
}
ExamSchema.setClass(Exam);
