import { limits } from '@invigil/contract/limits';
import { type EditedChoice, type EditedQuestion, newChoice, newQuestion } from './editedQuestion.ts';

/** Edits of the list of questions. Each gives a new list and leaves the one it got as it was. */

export function insertAt<T>(all: readonly T[], index: number, one: T): T[] {
  return all.toSpliced(Math.max(0, Math.min(index, all.length)), 0, one);
}

/** Moves one to where `to` is, or to the end of the list that is nearer; the others close up. */
export function move<T>(all: readonly T[], from: number, to: number): T[] {
  const one = all[from];
  if (one === undefined) return [...all];
  const target = Math.max(0, Math.min(to, all.length - 1));
  return all.toSpliced(from, 1).toSpliced(target, 0, one);
}

export function replace(all: readonly EditedQuestion[], one: EditedQuestion): EditedQuestion[] {
  return all.map((other) => (other.questionId === one.questionId ? one : other));
}

/** A copy right below, with ids of its own, since answers are kept by them. */
export function duplicateOf(question: EditedQuestion): EditedQuestion {
  const { questionId } = newQuestion(question.kind);
  return { ...question, questionId, choices: question.choices.map(({ text }) => newChoice(text)) };
}

/**
 * Several lines pasted into one choice become as many choices, without the bullets and letters of a list that they may begin
 * with; lines beyond the most there may be are left out. One line is pasted as usual.
 * @returns undefined for what is no list.
 */
export function pasteChoices(choices: readonly EditedChoice[], index: number, pasted: string) {
  const lines = withoutMarks(
    pasted
      .split(/\r?\n/)
      .map((line) => line.trim())
      .filter((line) => line !== ''),
  );
  const at = choices[index];
  if (lines.length < 2 || at === undefined) return undefined;
  const [first, ...others] = at.text.trim() === '' ? lines : [at.text, ...lines];
  const more = others.slice(0, limits.choicesPerQuestion - choices.length).map((text) => newChoice(text));
  return choices.toSpliced(index, 1, { ...at, text: first ?? '' }, ...more);
}

/** A mark is one only when every line has it: "E. coli" alone among others is the name it is. */
function withoutMarks(lines: readonly string[]): string[] {
  const mark = /^(?:[-–•*▪◦]|\(?(?:[a-zA-Z]|\d{1,2})[.)])\s+/u;
  return lines.every((line) => mark.test(line)) ? lines.map((line) => line.replace(mark, '')) : [...lines];
}

/** The beginning of a prompt, for a list of questions. */
export function firstWords(prompt: string, most = 80): string {
  const line = prompt.trim().replace(/\s+/g, ' ');
  return line.length <= most ? line : `${line.slice(0, most - 1).trimEnd()}…`;
}
