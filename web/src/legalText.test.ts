import { expect, test } from 'vitest';
import { partsOf } from './legalText.ts';

test('headings and paragraphs are told apart, with or without empty lines between', () => {
  const text =
    'First words,\nin two lines.\n\n# Who we are\nA school.\n\n# What we keep\n\nYour name.\n# not a heading inside\n';
  expect(partsOf(text)).toEqual([
    { isHeading: false, text: 'First words,\nin two lines.' },
    { isHeading: true, text: 'Who we are' },
    { isHeading: false, text: 'A school.' },
    { isHeading: true, text: 'What we keep' },
    { isHeading: false, text: 'Your name.' },
    { isHeading: true, text: 'not a heading inside' },
  ]);
});

test('markup in a document stays the text that it is', () => {
  expect(partsOf('<b>bold</b>')).toEqual([{ isHeading: false, text: '<b>bold</b>' }]);
  expect(partsOf('')).toEqual([]);
});
