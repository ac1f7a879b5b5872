import { type ChoiceId, choiceId, type QuestionId, questionId } from '@invigil/contract/ids';
import type { Question, QuestionKind } from '@invigil/contract/questions';

export interface EditedChoice {
  choiceId: ChoiceId;
  text: string;
}

/** A question while it is written, flat: what another kind would need stays, so that a wrong choice of kind loses nothing. */
export interface EditedQuestion {
  questionId: QuestionId;
  kind: QuestionKind;
  prompt: string;
  mandatory: boolean;
  /** As typed; empty while there is no such number. */
  mostWords: string;
  several: boolean;
  choices: EditedChoice[];
}

/** A choice among one thing is none. */
export const fewestChoices = 2;

export function newChoice(text = ''): EditedChoice {
  return { choiceId: choiceId.parse(crypto.randomUUID()), text };
}

export function newQuestion(kind: QuestionKind): EditedQuestion {
  return withKind(
    {
      questionId: questionId.parse(crypto.randomUUID()),
      kind,
      prompt: '',
      mandatory: false,
      mostWords: '',
      several: false,
      choices: [],
    },
    kind,
  );
}

/** The same question asked in another way; one with choices has fields for some from the start. */
export function withKind(edited: EditedQuestion, kind: QuestionKind): EditedQuestion {
  const missing = kind === 'choice' ? Math.max(0, fewestChoices - edited.choices.length) : 0;
  return { ...edited, kind, choices: [...edited.choices, ...Array.from({ length: missing }, () => newChoice())] };
}

export function editedOf(question: Question): EditedQuestion {
  return {
    questionId: question.questionId,
    kind: question.kind,
    prompt: question.prompt,
    mandatory: question.mandatory,
    mostWords: question.kind === 'text' ? String(question.mostWords ?? '') : '',
    several: question.kind === 'choice' && question.several,
    choices: question.kind === 'choice' ? question.choices.map((choice) => ({ ...choice })) : [],
  };
}

/** What the server is told: only what the kind has. A number of words that is none is `NaN`, which the contract refuses. */
export function writtenOf({ questionId, kind, prompt, mandatory, ...rest }: EditedQuestion): Question {
  const heading = { questionId, prompt: prompt.trim(), mandatory };
  if (kind === 'file') return { kind, ...heading };
  if (kind === 'text') return { kind, ...heading, mostWords: wordsOf(rest.mostWords.trim()) };
  const choices = rest.choices.map(({ choiceId, text }) => ({ choiceId, text: text.trim() }));
  return { kind, ...heading, several: rest.several, choices };
}

function wordsOf(typed: string): number | null {
  if (typed === '') return null;
  return /^\d{1,9}$/.test(typed) ? Number(typed) : Number.NaN;
}
