import { choiceId, questionId } from '@invigil/contract/ids';
import { type EditedQuestion, newQuestion } from './editedQuestion.ts';

const id = (n: number) => `0193e6a0-0000-7000-8000-${String(n).padStart(12, '0')}`;

/** A written question with an id that a test can name. */
export function aQuestion(n: number, changes: Partial<EditedQuestion> = {}): EditedQuestion {
  return { ...newQuestion('text'), questionId: questionId.parse(id(n)), prompt: `Question ${n}`, ...changes };
}

/** A question with so many choices. */
export function aChoice(n: number, texts: readonly string[], changes: Partial<EditedQuestion> = {}): EditedQuestion {
  const choices = texts.map((text, index) => ({ choiceId: choiceId.parse(id(n * 100 + index)), text }));
  return aQuestion(n, { kind: 'choice', choices, ...changes });
}
