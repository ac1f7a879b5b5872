import { AppError } from '@invigil/contract/errors';
import { expect, test } from 'vitest';
import { pdf } from '../../test/pdf.ts';
import { mustBeReadablePdf } from './pdf.ts';

const refusal = (bytes: Buffer) => {
  try {
    mustBeReadablePdf(bytes);
  } catch (error) {
    return error instanceof AppError ? error.code : error;
  }
  return undefined;
};

test('a PDF is taken', () => {
  expect(refusal(pdf())).toBeUndefined();
});

test.each([
  ['a page', '<!doctype html><script>alert(1)</script>%PDF-1.7 %%EOF'],
  ['a program', '\x7FELF'],
  ['a workbook', 'PK\x03\x04'],
])('%s is not, whatever it says of itself', (_, bytes) => {
  expect(refusal(Buffer.from(bytes, 'latin1'))).toBe('fileTypeRefused');
});

test('a PDF that was cut off cannot be read', () => {
  expect(refusal(pdf().subarray(0, -40))).toBe('fileUnreadable');
});

test('an encrypted PDF cannot be read', () => {
  const encrypted = pdf().toString('latin1').replace('/Root 1 0 R', '/Root 1 0 R /Encrypt 9 0 R');
  expect(refusal(Buffer.from(encrypted, 'latin1'))).toBe('fileUnreadable');
});
