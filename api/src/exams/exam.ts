import { AppError } from '@invigil/contract/errors';
import type { ExamId } from '@invigil/contract/ids';
import { type Question, questionsOf } from '@invigil/contract/questions';
import {
  type ExamRules,
  examKinds,
  examStates,
  ordinaryRules,
  pastePolicies,
  secondDisplayPolicies,
} from '@invigil/contract/routes/exam';
import { defineEntity, p } from '@mikro-orm/core';

const ExamSchema = defineEntity({
  name: 'Exam',
  properties: {
    id: p.uuid().$type<ExamId>().primary(),
    title: p.text(),
    kind: p.enum(examKinds),
    state: p.enum(examStates),
    instructions: p.text().default(''),
    opensAt: p.datetime(3),
    closesAt: p.datetime(3),
    durationMinutes: p.integer(),
    webcamRequired: p.boolean(),
    screenRequired: p.boolean(),
    /** Whether a technical test must have been passed before. */
    technicalTestRequired: p.boolean().default(false),
    secondDisplay: p.enum(secondDisplayPolicies).default('allowed'),
    /** None means one text without a prompt; see `questionsOf`. */
    questions: p.json<Question[]>().$type<Question[]>().default([]),
    microphoneRequired: p.boolean().default(ordinaryRules.microphone),
    fullscreenRequired: p.boolean().default(ordinaryRules.fullscreen),
    pastePolicy: p.enum(pastePolicies).default(ordinaryRules.paste),
    /** Nobody starts later than this after the opening. */
    lateEntryMinutes: p.integer().nullable(),
    /** The most time that faults give back to one candidate. */
    faultCreditMinutes: p.integer().default(ordinaryRules.faultCreditMinutes),
    /** Whether a proctor lets everybody in from the lobby. */
    admissionRequired: p.boolean().default(ordinaryRules.admission),
    /** Whether proctors may read what is being written. */
    answersShown: p.boolean().default(ordinaryRules.answersShown),
    /** Everybody is to be looked at full size once in so long. */
    lookMinutes: p.integer().default(ordinaryRules.lookMinutes),
    idempotencyKey: p.uuid().nullable(),
    /** SHA-256 of what was asked with the key. */
    requestHash: p.text().nullable().hidden(),
    createdAt: p.datetime(3),
    /** Counts changes, so that none overwrites another unseen. */
    revision: p.integer().version(),
  },
});

/** What is written: a title, a window, a duration and what must be shared meanwhile. */
export class Exam extends ExamSchema.class {
  /** When it closes for who has so many minutes beyond its duration. */
  closingWith(extraMinutes: number): Date {
    return new Date(this.closesAt.getTime() + extraMinutes * 60_000);
  }

  /** @throws {AppError} examClosed from the instant it closes on. */
  mustNotBeClosed(now: Date): void {
    if (now >= this.closesAt) throw new AppError({ code: 'examClosed' });
  }

  /** @throws {AppError} examCancelled, examNotOpen before `opensAt`, examClosed from `closing` on. */
  mustBeOpen(now: Date, closing = this.closesAt): void {
    if (this.state === 'cancelled') throw new AppError({ code: 'examCancelled' });
    if (now < this.opensAt) throw new AppError({ code: 'examNotOpen', opensAt: this.opensAt.toISOString() });
    if (now >= closing) throw new AppError({ code: 'examClosed' });
  }

  rules(): ExamRules {
    return {
      webcam: this.webcamRequired,
      screen: this.screenRequired,
      microphone: this.microphoneRequired,
      technicalTest: this.technicalTestRequired,
      secondDisplay: this.secondDisplay,
      fullscreen: this.fullscreenRequired,
      paste: this.pastePolicy,
      lateEntryMinutes: this.lateEntryMinutes ?? null,
      faultCreditMinutes: this.faultCreditMinutes,
      admission: this.admissionRequired,
      answersShown: this.answersShown,
      lookMinutes: this.lookMinutes,
    };
  }

  /** What is asked; never nothing. */
  asked(): Question[] {
    return questionsOf({ examId: this.id, questions: this.questions });
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
