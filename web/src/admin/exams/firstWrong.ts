import type { QuestionId } from '@invigil/contract/ids';
import { type ExamEdits, type ExamField, problemsOf } from './examEdits.ts';
import { nameOf, problemsOfQuestions } from './questions/questionProblems.ts';

/** Where a person is led who tried to save: the part of the exam, and the name of the field in it. */
export interface WrongField {
  tab: 'exam' | 'examQuestions';
  name: string;
  questionId?: QuestionId;
}

/** As they stand below each other. */
const order: readonly ExamField[] = [
  'title',
  'opensAt',
  'closesAt',
  'durationMinutes',
  'lateEntryMinutes',
  'faultCreditMinutes',
  'lookMinutes',
];

/** The first field that cannot be saved; undefined when everything can. */
export function firstWrong(edits: ExamEdits): WrongField | undefined {
  const problems = problemsOf(edits);
  const field = order.find((name) => problems[name] !== undefined);
  if (field !== undefined) return { tab: 'exam', name: field };
  const [question] = problemsOfQuestions(edits.questions);
  if (question === undefined) return undefined;
  const { questionId, index } = question;
  return { tab: 'examQuestions', name: nameOf(questionId, question.field, index), questionId };
}
