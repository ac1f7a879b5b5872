import type { AnswerNode } from '@invigil/contract/answerDoc';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { mergeBlocks } from './merge.ts';

const p = (text: string): AnswerNode => ({ type: 'paragraph', content: [{ type: 'text', text }] });
const all = (letters: string) => [...letters].map(p);
const read = (blocks: readonly AnswerNode[]) => blocks.map(({ content }) => content?.[0]?.text ?? '').join('');
const merge = (base: string, ours: string, theirs: string) => {
  const { blocks, doubled } = mergeBlocks(all(base), all(ours), all(theirs));
  return { text: read(blocks), doubled: read(doubled) };
};

/** A short text of few different paragraphs, so that the same one often stands in several places. */
const text = fc.string({ unit: fc.constantFrom('a', 'b', 'c', 'd'), maxLength: 8 });
/** What somebody makes of a text: some paragraphs gone, some new ones that nobody else writes. */
const editOf = (base: string, own: readonly string[]) =>
  fc
    .array(fc.tuple(fc.boolean(), fc.constantFrom('', '', ...own)), {
      minLength: base.length + 1,
      maxLength: base.length + 1,
    })
    .map((each) => each.map(([kept, written], at) => written + (kept ? (base[at] ?? '') : '')).join(''));
const edits = text.chain((base) =>
  fc.tuple(fc.constant(base), editOf(base, ['1', '2', '3']), editOf(base, ['7', '8', '9'])),
);

describe('joining two versions of one text', () => {
  test.each([
    ['both add in different places', 'abc', 'a1bc', 'abc9', 'a1bc9'],
    ['one adds, the other takes out', 'abc', 'a1bc', 'ab', 'a1b'],
    ['both write the same', 'ab', 'a1b', 'a1b', 'a1b'],
    ['one changes what the other took out', 'abc', 'a1c', 'ac', 'a1c'],
    ['each changes one of two neighbours', 'ab', 'a1', '9b', '91'],
    ['both begin from nothing', '', '12', '89', '1289'],
  ])('%s', (_, base, ours, theirs, whole) => {
    expect(merge(base, ours, theirs).text).toBe(whole);
  });

  test('what both wrote in the same place stands twice, ours first, and theirs is named', () => {
    expect(merge('abc', 'a1c', 'a9c')).toEqual({ text: 'a19c', doubled: '9' });
    expect(merge('abc', 'a1bc', 'abc9')).toEqual({ text: 'a1bc9', doubled: '' });
  });

  test('no paragraph that either side wrote is ever lost', () => {
    fc.assert(
      fc.property(edits, ([base, ours, theirs]) => {
        const whole = merge(base, ours, theirs).text;
        for (const written of `${ours}${theirs}`.replace(/[a-d]/g, '')) expect(whole).toContain(written);
        const before = (letters: string) => letters.replace(/[a-d]/g, '');
        const order = (letters: string, of: RegExp) => letters.replace(of, '');
        expect(order(before(whole), /[789]/g)).toBe(before(ours));
      }),
    );
  });

  test('with any texts at all, every paragraph that is new on a side is in the result', () => {
    fc.assert(
      fc.property(text, text, text, (base, ours, theirs) => {
        const whole = merge(base, ours, theirs).text;
        for (const one of ours + theirs) if (!base.includes(one)) expect(whole).toContain(one);
      }),
    );
  });

  test('a side that changed nothing changes nothing', () => {
    fc.assert(
      fc.property(text, text, (base, changed) => {
        expect(merge(base, changed, base)).toEqual({ text: changed, doubled: '' });
        expect(merge(base, base, changed)).toEqual({ text: changed, doubled: '' });
        expect(merge(base, changed, changed)).toEqual({ text: changed, doubled: '' });
      }),
    );
  });

  test('what is in the base and still stands on both sides stands once', () => {
    fc.assert(
      fc.property(edits, ([base, ours, theirs]) => {
        const whole = merge(base, ours, theirs).text;
        const count = (letters: string, one: string) => letters.split(one).length - 1;
        for (const one of 'abcd')
          expect(count(whole, one)).toBeLessThanOrEqual(Math.max(count(ours, one), count(theirs, one)));
      }),
    );
  });

  test('the same input always gives the same result, and merging it again adds nothing', () => {
    fc.assert(
      fc.property(edits, ([base, ours, theirs]) => {
        const once = merge(base, ours, theirs);
        expect(merge(base, ours, theirs)).toEqual(once);
        expect(merge(theirs, once.text, theirs).text).toBe(once.text);
      }),
    );
  });

  test('texts of hundreds of paragraphs are joined at once', () => {
    const base = Array.from({ length: 900 }, (_, at) => p(`Paragraph ${at}`));
    const ours = base.map((block, at) => (at % 7 === 0 ? p(`Ours ${at}`) : block));
    const theirs = base.map((block, at) => (at % 11 === 0 ? p(`Theirs ${at}`) : block));
    const began = performance.now();
    const { blocks } = mergeBlocks(base, ours, theirs);
    expect(performance.now() - began).toBeLessThan(1_000);
    const texts = blocks.map(({ content }) => content?.[0]?.text ?? '');
    expect(texts.filter((one) => one.startsWith('Ours'))).toHaveLength(Math.ceil(900 / 7));
    expect(texts.filter((one) => one.startsWith('Theirs'))).toHaveLength(Math.ceil(900 / 11));
  });
});
