import { z } from 'zod';
import { choiceId, type ExamId, questionId } from './ids.ts';
import { limits } from './limits.ts';

export const questionKinds = ['text', 'choice', 'file'] as const;
export type QuestionKind = (typeof questionKinds)[number];

/** Several lines of plain text, never empty. */
const text = (longest: number) =>
  z
    .string()
    .max(longest)
    .trim()
    .min(1)
    .regex(/^[\P{Cc}\n\t]*$/u, 'must be text');

const heading = {
  questionId,
  prompt: text(5_000),
  /** A sitting cannot be handed in by its candidate while this one is unanswered. */
  mandatory: z.boolean(),
};
const choice = { choiceId, text: text(1_000) };
const choicesOf = <C extends z.ZodType>(one: C) => z.array(one).min(2).max(limits.choicesPerQuestion);
const shapes = {
  /** `mostWords` is shown while writing and refuses nothing. */
  text: { kind: z.literal('text'), ...heading, mostWords: z.int().min(1).max(50_000).nullable() },
  choice: { kind: z.literal('choice'), ...heading, several: z.boolean() },
  file: { kind: z.literal('file'), ...heading },
};

export const question = z.discriminatedUnion('kind', [
  z.object(shapes.text),
  z.object({ ...shapes.choice, choices: choicesOf(z.object(choice)) }),
  z.object(shapes.file),
]);
export type Question = z.infer<typeof question>;
export type QuestionOf<K extends QuestionKind> = Extract<Question, { kind: K }>;

/** The questions of an exam as an admin writes them; none means one question without a prompt. */
export const writtenQuestions = z
  .array(
    z.discriminatedUnion('kind', [
      z.strictObject(shapes.text),
      z.strictObject({ ...shapes.choice, choices: choicesOf(z.strictObject(choice)) }),
      z.strictObject(shapes.file),
    ]),
  )
  .max(limits.questionsPerExam)
  .refine((all) => areDifferent(all.flatMap(idsOf)), 'every id must be another one');

function idsOf(of: Question): string[] {
  return [of.questionId, ...(of.kind === 'choice' ? of.choices.map(({ choiceId }) => choiceId) : [])];
}

const areDifferent = (ids: readonly string[]): boolean => new Set(ids).size === ids.length;

/** What is asked in an exam: its list, or, where there is none, one text with the exam's own id and an empty prompt. */
export function questionsOf({ examId, questions }: { examId: ExamId; questions: readonly Question[] }): Question[] {
  if (questions.length > 0) return [...questions];
  return [{ kind: 'text', questionId: questionId.parse(examId), prompt: '', mandatory: false, mostWords: null }];
}
