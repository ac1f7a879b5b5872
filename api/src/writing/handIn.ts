import { isAnswered } from '@invigil/contract/answerContent';
import { AppError } from '@invigil/contract/errors';
import type { QuestionId } from '@invigil/contract/ids';
import type { Question } from '@invigil/contract/questions';
import type { CopyReceipt } from '@invigil/contract/routes/writing';
import type { EntityManager } from '@mikro-orm/postgresql';
import { Answer } from '../answers/answer.ts';
import { AnswerFile } from '../answers/answerFile.ts';
import { readCopy } from '../copies/readCopy.ts';
import type { Sitting } from '../sittings/sitting.ts';
import { receiptHash } from './receiptHash.ts';

/** All that a sitting has so far. */
export interface Work {
  answers: Answer[];
  files: AnswerFile[];
}

export async function workOf(em: EntityManager, sitting: Sitting): Promise<Work> {
  return {
    answers: await em.find(Answer, { sitting }, { refresh: true }),
    files: await em.find(AnswerFile, { sitting, removedAt: null }, { refresh: true }),
  };
}

/** @throws {AppError} answersNotSaved naming the questions of which the page shows something newer than the server has. */
export function mustBeSaved(work: Work, shown: readonly { questionId: QuestionId; revision: number }[]): void {
  const had = new Map(work.answers.map(({ questionId, revision }) => [questionId, revision]));
  const newer = shown.filter(({ questionId, revision }) => revision > (had.get(questionId) ?? 0));
  if (newer.length === 0) return;
  throw new AppError({ code: 'answersNotSaved', questionIds: newer.map(({ questionId }) => questionId) });
}

/** @throws {AppError} mandatoryUnanswered. */
export function mustBeAnswered(work: Work, asked: readonly Question[]): void {
  const missing = asked.filter((question) => question.mandatory && !hasAnswer(work, question));
  if (missing.length === 0) return;
  throw new AppError({ code: 'mandatoryUnanswered', questionIds: missing.map(({ questionId }) => questionId) });
}

function hasAnswer({ answers, files }: Work, { kind, questionId }: Question): boolean {
  if (kind === 'file') return files.some((file) => file.questionId === questionId);
  return answers.some((answer) => answer.questionId === questionId && isAnswered(answer.content));
}

/** Makes a copy of what a locked sitting has; from then on nothing changes it. Its state is left to the caller. */
export function keep(sitting: Sitting, work: Work, now: Date): void {
  sitting.frozenAt = now;
  sitting.receiptHash = receiptHash(work);
}

/** Hands in what a locked sitting has. */
export function freeze(
  sitting: Sitting,
  work: Work,
  { by, submittedAt, now }: { by: 'candidate' | 'timer'; submittedAt: Date; now: Date },
): void {
  sitting.state = 'submitted';
  sitting.submittedBy = by;
  sitting.submittedAt = submittedAt;
  keep(sitting, work, now);
}

/** The receipt of a frozen sitting. */
export async function readReceipt(
  em: EntityManager,
  sitting: Sitting,
  answers: readonly Answer[],
): Promise<CopyReceipt> {
  const { receipt } = await readCopy(em, sitting, answers);
  if (!receipt) throw new Error('what is frozen has no receipt');
  return receipt;
}
