import { AppError } from '@invigil/contract/errors';
import { describe, expect, test } from 'vitest';
import { readRosterText } from './rosterText.ts';

const text = 'E-mail;Nom complet\r\nchloe@x.example;Chloé Œuvrard\r\n';
const read = text.replaceAll('\r\n', '\n');
const utf16be = (given: string) => Buffer.from(given, 'utf16le').swap16();
const refusal = (bytes: Buffer) => {
  try {
    return readRosterText(bytes);
  } catch (error) {
    return error instanceof AppError ? error.code : error;
  }
};

describe('a roster is read', () => {
  test.each([
    ['utf-8', 'UTF-8', Buffer.from(text)],
    ['utf-8', 'UTF-8 with a byte order mark', Buffer.from(`\uFEFF${text}`)],
    ['utf-16le', 'UTF-16 as Excel writes it', Buffer.from(`\uFEFF${text}`, 'utf16le')],
    ['utf-16be', 'UTF-16 the other way round', utf16be(`\uFEFF${text}`)],
    ['utf-16le', 'UTF-16 without a mark', Buffer.from(text, 'utf16le')],
    ['utf-16be', 'UTF-16 without a mark, the other way round', utf16be(text)],
  ])('as %s when it is %s', (encoding, _, bytes) => {
    expect(readRosterText(bytes)).toEqual({ text: read, encoding });
  });

  test('as windows-1252 when it is no UTF-8', () => {
    const bytes = Buffer.from(text.replace('Œ', '\x8C'), 'latin1');
    expect(readRosterText(bytes)).toEqual({ text: read, encoding: 'windows-1252' });
  });
});

test.each([
  ['a workbook', Buffer.from('504b030414000600080000002100', 'hex')],
  ['a picture', Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex')],
  ['a PDF', Buffer.from('%PDF-1.7\n%\xE2\xE3\xCF\xD3\n\x00\x01\x02', 'latin1')],
  ['half a character of UTF-16', Buffer.from('fffe41', 'hex')],
])('%s is unreadable', (_, bytes) => {
  expect(refusal(bytes)).toBe('fileUnreadable');
});

test.each(['\uFEFF', ' \n\n ', '\r\n'])('%j is empty', (given) => {
  expect(refusal(Buffer.from(given))).toBe('fileEmpty');
});
