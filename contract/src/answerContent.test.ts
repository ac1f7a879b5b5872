import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { answerContent, emptyContent, isAnswered, plainText, textContent, wordCount } from './answerContent.ts';
import type { AnswerNode } from './answerDoc.ts';
import { limits } from './limits.ts';

const text = (letters: string): AnswerNode => ({ type: 'text', text: letters });
const paragraph = (...content: AnswerNode[]): AnswerNode => ({ type: 'paragraph', content });
const docOf = (...content: AnswerNode[]) => ({ kind: 'text' as const, doc: { type: 'doc' as const, content } });
const accepts = (content: unknown) => answerContent.safeParse(content).success;

describe('a written answer', () => {
  test('is what an editor with headings, lists, quotes and marks writes', () => {
    const content = docOf(
      { type: 'heading', attrs: { level: 2 }, content: [text('Plan')] },
      {
        type: 'orderedList',
        attrs: { start: 1, type: null },
        content: [{ type: 'listItem', content: [paragraph({ ...text('Un'), marks: [{ type: 'bold' }] })] }],
      },
      { type: 'codeBlock', attrs: { language: null }, content: [text('a\nb')] },
      { type: 'paragraph' },
      paragraph(text('ligne'), { type: 'hardBreak' }, text('suite')),
    );
    expect(answerContent.parse(content)).toEqual(content);
    expect(plainText(content)).toBe('Plan\nUn\na\nb\n\nligne\nsuite');
  });

  test.each([
    ['a link', docOf(paragraph({ ...text('x'), marks: [{ type: 'link' as never }] }))],
    ['a picture', docOf({ type: 'image' as never })],
    ['text outside of a paragraph', docOf(text('x'))],
    ['text in something else than a text', docOf({ type: 'paragraph', text: 'x' })],
    ['a paragraph in a paragraph', docOf(paragraph(paragraph()))],
    ['an attribute that nobody knows', docOf({ type: 'paragraph', attrs: { style: 'x' } as never })],
    ['no document at the root', { kind: 'text', doc: paragraph(text('x')) }],
    ['too many characters', docOf(paragraph(text('x'.repeat(limits.answerCharacters)), text('x')))],
    ['too many nodes', docOf(...Array.from({ length: limits.answerNodes }, () => paragraph()))],
  ])('with %s is refused', (_, content) => {
    expect(accepts(content)).toBe(false);
  });

  test('lies in itself only so deep', () => {
    const nested = (depth: number): AnswerNode =>
      depth === 0 ? paragraph(text('x')) : { type: 'blockquote', content: [nested(depth - 1)] };
    expect(accepts(docOf(nested(limits.answerDepth - 2)))).toBe(true);
    expect(accepts(docOf(nested(limits.answerDepth - 1)))).toBe(false);
    expect(accepts(docOf(nested(2_000)))).toBe(false);
  });

  test('made of a plain text gives the same text back', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (letters) => {
        const content = textContent(letters);
        expect(plainText(answerContent.parse(content))).toBe(letters);
      }),
    );
  });
});

test('choices and files are read by their names', () => {
  const id = '0193e6a0-0000-4000-8000-000000000001';
  const chosen = answerContent.parse({ kind: 'choice', choiceIds: [id] });
  expect(plainText(chosen, { choices: [{ choiceId: id, text: 'Vrai' }] })).toBe('Vrai');
  const files = answerContent.parse({ kind: 'file', fileIds: [id] });
  expect(plainText(files, { files: [{ fileId: id, fileName: 'plan.pdf' }] })).toBe('plan.pdf');
  expect(plainText(files)).toBe('');
});

test('words are counted as people count them', () => {
  expect(wordCount('L’été, c’est — déjà ! — fini.')).toBe(4);
  expect(wordCount(' \n ')).toBe(0);
  expect(wordCount('article 1134\ndu code')).toBe(4);
});

test('nothing is no answer, and neither are empty lines', () => {
  for (const kind of ['text', 'choice', 'file'] as const) expect(isAnswered(emptyContent(kind))).toBe(false);
  expect(isAnswered(textContent(' \n\n '))).toBe(false);
  expect(isAnswered(textContent('x'))).toBe(true);
});
