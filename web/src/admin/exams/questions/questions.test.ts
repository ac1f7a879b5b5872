import { limits } from '@invigil/contract/limits';
import { writtenQuestions } from '@invigil/contract/questions';
import { describe, expect, test } from 'vitest';
import { editedOf, newQuestion, withKind, writtenOf } from './editedQuestion.ts';
import { mergeQuestions, sameQuestions, takeTheirs } from './mergeQuestions.ts';
import { duplicateOf, firstWords, insertAt, move, pasteChoices, replace } from './questionEdits.ts';
import { problemsOfQuestions } from './questionProblems.ts';
import { aChoice, aQuestion } from './testing.ts';

describe('a question in the form', () => {
  test('is written as the contract wants it, and read back the same', () => {
    const all = [aQuestion(1, { mostWords: '300' }), aChoice(2, ['Yes', 'No'], { several: true }), newFile()];
    const written = writtenQuestions.parse(all.map(writtenOf));
    expect(written.map(({ kind }) => kind)).toEqual(['text', 'choice', 'file']);
    expect(sameQuestions(written.map(editedOf), all)).toBe(true);
  });

  test('keeps its choices while it is shown as another kind, and sends them only when it has them', () => {
    const choice = aChoice(1, ['Yes', 'No']);
    const text = withKind(choice, 'text');
    expect(writtenOf(text)).not.toHaveProperty('choices');
    expect(withKind(text, 'choice')).toEqual(choice);
    expect(withKind(newQuestion('text'), 'choice').choices).toHaveLength(2);
  });

  function newFile() {
    return aQuestion(3, { kind: 'file', mandatory: true });
  }
});

describe('the list', () => {
  const list = ['a', 'b', 'c', 'd'];

  test('moves one up, down and to either end, and never out of it', () => {
    expect(move(list, 2, 1)).toEqual(['a', 'c', 'b', 'd']);
    expect(move(list, 0, 3)).toEqual(['b', 'c', 'd', 'a']);
    expect(move(list, 0, -5)).toEqual(list);
    expect(move(list, 3, 99)).toEqual(list);
    expect(move(list, 9, 0)).toEqual(list);
  });

  test('takes one in anywhere, also one that was removed', () => {
    expect(insertAt(list, 1, 'x')).toEqual(['a', 'x', 'b', 'c', 'd']);
    expect(insertAt(list, 99, 'x')).toEqual([...list, 'x']);
  });

  test('a copy has ids of its own and says the same', () => {
    const question = aChoice(1, ['Yes', 'No']);
    const copy = duplicateOf(question);
    expect(copy.questionId).not.toBe(question.questionId);
    expect(copy.choices.map(({ text }) => text)).toEqual(['Yes', 'No']);
    expect(writtenQuestions.safeParse([question, copy].map(writtenOf)).success).toBe(true);
    expect(replace([question, copy], { ...copy, prompt: 'Other' }).map(({ prompt }) => prompt)).toEqual([
      'Question 1',
      'Other',
    ]);
  });

  test('a long prompt begins in one line', () => {
    expect(firstWords('  One\n\ttwo ')).toBe('One two');
    expect(firstWords('word '.repeat(40), 12)).toBe('word word w…');
  });
});

describe('choices that are pasted', () => {
  const { choices } = aChoice(1, ['', 'Old']);
  const texts = (pasted: string, index = 0) => pasteChoices(choices, index, pasted)?.map(({ text }) => text);

  test('are one for each line, without the marks of a list', () => {
    expect(texts('a) Paris\r\n• Lyon\n\n3. Nice\n')).toEqual(['Paris', 'Lyon', 'Nice', 'Old']);
    expect(texts('Paris\nLyon', 1)).toEqual(['', 'Old', 'Paris', 'Lyon']);
    expect(texts('E. coli\nSalmonella')).toEqual(['E. coli', 'Salmonella', 'Old']);
  });

  test('are pasted as usual when they are one line', () => {
    expect(texts('Paris')).toBeUndefined();
    expect(texts('Paris\n')).toBeUndefined();
  });

  test('are never more than a question may have', () => {
    const many = Array.from({ length: 40 }, (_, n) => `Choice ${n}`).join('\n');
    expect(texts(many)).toHaveLength(limits.choicesPerQuestion);
  });
});

describe('what is wrong', () => {
  const problems = (...questions: Parameters<typeof problemsOfQuestions>[0]) =>
    problemsOfQuestions(questions).map(({ field, index, what }) => [field, index, what]);

  test('is nothing of whole questions, nor of none', () => {
    expect(problems()).toEqual([]);
    expect(problems(aQuestion(1), aChoice(2, ['Yes', 'No']), aQuestion(3, { kind: 'file' }))).toEqual([]);
  });

  test('is named at its field', () => {
    expect(problems(aQuestion(1, { prompt: ' ' }))).toEqual([['prompt', undefined, 'required']]);
    expect(problems(aQuestion(1, { prompt: 'x'.repeat(5_001) }))).toEqual([['prompt', undefined, 'tooLong']]);
    expect(problems(aQuestion(1, { prompt: 'a\u0007b' }))).toEqual([['prompt', undefined, 'control']]);
    for (const mostWords of ['0', '50001', 'many', '1.5', '-2']) {
      expect(problems(aQuestion(1, { mostWords }))).toEqual([['mostWords', undefined, 'number']]);
    }
    expect(problems(aChoice(1, ['Yes']))).toEqual([['choices', undefined, 'tooFew']]);
    expect(problems(aChoice(1, ['Yes', '']))).toEqual([['choice', 1, 'required']]);
    expect(
      problems(
        aChoice(
          1,
          Array.from({ length: 21 }, () => 'x'),
        ),
      ),
    ).toEqual([['choices', undefined, 'tooMany']]);
  });

  test('says which question it is about', () => {
    const [problem] = problemsOfQuestions([aQuestion(1), aQuestion(2, { prompt: '' })]);
    expect(problem?.questionId).toBe(aQuestion(2).questionId);
  });
});

describe('two admins at once', () => {
  const [one, two, three] = [aQuestion(1), aQuestion(2), aQuestion(3)] as const;
  const base = [one, two, three];
  const prompts = (list: readonly { prompt: string }[]) => list.map(({ prompt }) => prompt);

  test('at different questions keep both of their works', () => {
    const mine = [{ ...one, prompt: 'Mine' }, two, three];
    const theirs = [one, { ...two, prompt: 'Theirs' }, three, aQuestion(4)];
    const joined = mergeQuestions(base, mine, theirs);
    expect(prompts(joined.merged)).toEqual(['Mine', 'Theirs', 'Question 3', 'Question 4']);
    expect(joined).toMatchObject({ conflicts: [], taken: true });
  });

  test('at the same question keep mine, and theirs can be taken', () => {
    const mine = [{ ...one, prompt: 'Mine' }, two, three];
    const theirs = [{ ...one, prompt: 'Theirs' }, two, three];
    const { merged, conflicts } = mergeQuestions(base, mine, theirs);
    expect(prompts(merged)[0]).toBe('Mine');
    expect(conflicts).toHaveLength(1);
    expect(conflicts.flatMap((conflict) => prompts(takeTheirs(merged, conflict, theirs)))).toEqual([
      'Theirs',
      'Question 2',
      'Question 3',
    ]);
  });

  test('one removed it while the other wrote in it: that is asked, whichever way', () => {
    const removed = mergeQuestions(base, [one, { ...two, prompt: 'Mine' }, three], [one, three]);
    expect(prompts(removed.merged)).toEqual(['Question 1', 'Mine', 'Question 3']);
    expect(removed.conflicts.flatMap((each) => prompts(takeTheirs(removed.merged, each, [one, three])))).toEqual([
      'Question 1',
      'Question 3',
    ]);
    const theirs = [one, { ...two, prompt: 'Theirs' }, three];
    const gone = mergeQuestions(base, [one, three], theirs);
    expect(prompts(gone.merged)).toEqual(['Question 1', 'Question 3']);
    expect(gone.conflicts.flatMap((each) => prompts(takeTheirs(gone.merged, each, theirs)))).toEqual([
      'Question 1',
      'Theirs',
      'Question 3',
    ]);
  });

  test('an order that one of them changed is kept, and what the other added stands where it stood', () => {
    const mine = [three, one, two];
    const theirs = [one, aQuestion(4), two, three];
    expect(prompts(mergeQuestions(base, mine, theirs).merged)).toEqual([
      'Question 3',
      'Question 1',
      'Question 4',
      'Question 2',
    ]);
    expect(prompts(mergeQuestions(base, base, [two, one, three]).merged)).toEqual([
      'Question 2',
      'Question 1',
      'Question 3',
    ]);
  });

  test('who removes what the other has not touched removes it for both', () => {
    expect(prompts(mergeQuestions(base, [one, two, three], [one, three]).merged)).toEqual(['Question 1', 'Question 3']);
    expect(prompts(mergeQuestions(base, [one, three], base).merged)).toEqual(['Question 1', 'Question 3']);
  });
});
