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

const fieldsOf = (prompt: z.ZodString) => {
  /** A sitting cannot be handed in by its candidate while this one is unanswered. */
  const heading = { questionId, prompt, mandatory: z.boolean() };
  return {
    /** `mostWords` is shown while writing and refuses nothing. */
    text: { kind: z.literal('text'), ...heading, mostWords: z.int().min(1).max(50_000).nullable() },
    choice: { kind: z.literal('choice'), ...heading, several: z.boolean() },
    file: { kind: z.literal('file'), ...heading },
  };
};
const choicesOf = <C extends z.ZodType>(one: C) => z.array(one).min(2).max(limits.choicesPerQuestion);
// Only the question of an exam without a list has an empty prompt.
const shown = fieldsOf(z.string());
const written = fieldsOf(text(5_000));

export const question = z.discriminatedUnion('kind', [
  z.object(shown.text),
  z.object({ ...shown.choice, choices: choicesOf(z.object({ choiceId, text: z.string() })) }),
  z.object(shown.file),
]);
export type Question = z.infer<typeof question>;
export type QuestionOf<K extends QuestionKind> = Extract<Question, { kind: K }>;

/** The questions of an exam as an admin writes them; none means one question without a prompt. */
export const writtenQuestions = z
  .array(
    z.discriminatedUnion('kind', [
      z.strictObject(written.text),
      z.strictObject({ ...written.choice, choices: choicesOf(z.strictObject({ choiceId, text: text(1_000) })) }),
      z.strictObject(written.file),
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
