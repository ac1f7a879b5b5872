import type { QuestionId } from '@invigil/contract/ids';
import { limits } from '@invigil/contract/limits';
import { writtenQuestions } from '@invigil/contract/questions';
import { type EditedQuestion, fewestChoices, writtenOf } from './editedQuestion.ts';

export type QuestionField = 'prompt' | 'mostWords' | 'choices' | 'choice';

/** What is wrong with one field of one question. */
export interface QuestionProblem {
  questionId: QuestionId;
  field: QuestionField;
  /** Which choice, of the field `choice`. */
  index?: number;
  what: 'required' | 'tooLong' | 'control' | 'number' | 'tooFew' | 'tooMany';
  /** The bounds that a text about it names. */
  least: number;
  most: number;
}

/** What an issue of the contract's own schema says of it, so that the page and the server never disagree. */
interface Issue {
  code?: string;
  path: readonly PropertyKey[];
  minimum?: number | bigint;
  maximum?: number | bigint;
}

const bounds = {
  prompt: [1, 5_000],
  choice: [1, 1_000],
  choices: [fewestChoices, limits.choicesPerQuestion],
  mostWords: [1, 50_000],
} as const;

/** What is wrong with each field of the questions, as the server would say; the first one of each field. */
export function problemsOfQuestions(questions: readonly EditedQuestion[]): QuestionProblem[] {
  const parsed = writtenQuestions.safeParse(questions.map(writtenOf));
  if (parsed.success) return [];
  const found = new Map<string, QuestionProblem>();
  for (const issue of parsed.error.issues) {
    const problem = problemOf(issue, questions);
    if (problem === undefined) continue;
    const key = nameOf(problem.questionId, problem.field, problem.index);
    if (!found.has(key)) found.set(key, problem);
  }
  return [...found.values()];
}

function problemOf({ code, path }: Issue, questions: readonly EditedQuestion[]): QuestionProblem | undefined {
  const [at, name, index] = path;
  const question = questions[Number(at)];
  if (question === undefined || (name !== 'prompt' && name !== 'mostWords' && name !== 'choices')) return undefined;
  const field = name === 'choices' && index !== undefined ? 'choice' : name;
  const [least, most] = bounds[field];
  const problem = { questionId: question.questionId, field, what: whatOf(field, code), least, most } as const;
  return field === 'choice' ? { ...problem, index: Number(index) } : problem;
}

function whatOf(field: QuestionField, code: string | undefined): QuestionProblem['what'] {
  if (field === 'mostWords') return 'number';
  if (field === 'choices') return code === 'too_big' ? 'tooMany' : 'tooFew';
  if (code === 'too_small') return 'required';
  return code === 'too_big' ? 'tooLong' : 'control';
}

/** The name of a field in the page, to lead to it. */
export function nameOf(questionId: QuestionId, field: QuestionField, index = 0): string {
  return field === 'choice' ? `choice-${questionId}-${index}` : `${field}-${questionId}`;
}
