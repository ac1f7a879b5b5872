import { limits } from '@invigil/contract/limits';
import { expect, test } from 'vitest';
import { documentProblem } from './documentProblem.ts';

const pdf = '%PDF-1.7\n';

test('a PDF is a document, whatever it is called', async () => {
  expect(await documentProblem(new File([pdf], 'subject'))).toBeUndefined();
});

test('a text called .pdf is none, and neither is an empty file', async () => {
  expect(await documentProblem(new File(['hello'], 'subject.pdf'))).toBe('notPdf');
  expect(await documentProblem(new File([], 'subject.pdf'))).toBe('emptyFile');
});

test('a file over the limit, or with an endless name, is refused before it is sent', async () => {
  const large = new File([pdf, new Uint8Array(limits.documentBytes)], 'subject.pdf');
  expect(await documentProblem(large)).toBe('tooLarge');
  expect(await documentProblem(new File([pdf], `${'x'.repeat(200)}.pdf`))).toBe('longName');
});
