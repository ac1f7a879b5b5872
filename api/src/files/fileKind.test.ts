import { AppError } from '@invigil/contract/errors';
import { expect, test } from 'vitest';
import { pdf } from '../../test/pdf.ts';
import { zip } from '../../test/zip.ts';
import { fileKindOf, nameOfKind } from './fileKind.ts';
import { zipEntries } from './zipEntries.ts';

const odtType = 'application/vnd.oasis.opendocument.text';
const docx = { '[Content_Types].xml': '<Types/>', 'word/document.xml': '<w/>' };
const odt = { mimetype: odtType, 'content.xml': '<office/>' };

test.each([
  ['a PDF', pdf(), 'application/pdf'],
  ['a PNG', Buffer.from('\x89PNG\r\n\x1a\n\0\0\0\rIHDR', 'latin1'), 'image/png'],
  ['a JPEG', Buffer.from([0xff, 0xd8, 0xff, 0xe0, 0]), 'image/jpeg'],
  ['a DOCX', zip(docx), 'application/vnd.openxmlformats-officedocument.wordprocessingml.document'],
  ['an ODT', zip(odt), odtType],
  ['a text in UTF-8', Buffer.from('Été\tà Θεσσαλονίκη\r\n'), 'text/plain'],
  ['a text in Latin-1', Buffer.from('Été', 'latin1'), 'text/plain'],
  ['a text in UTF-16', Buffer.from('\ufeffÉté', 'utf16le'), 'text/plain'],
])('%s is known by its bytes', (_, bytes, mediaType) => {
  expect(fileKindOf(bytes).mediaType).toBe(mediaType);
});

test.each([
  ['a program', Buffer.from('\x7fELF\x02\x01\x01\0', 'latin1')],
  ['an archive of anything', zip({ 'word.txt': 'x' })],
  ['a DOCX with macros', zip({ ...docx, 'word/vbaProject.bin': 'x' })],
  ['an ODT with macros', zip({ ...odt, 'Basic/Standard/Module1.xml': 'x' })],
  ['an archive that is cut off', zip(docx).subarray(0, 60)],
  ['an archive whose directory is elsewhere', zip(docx).fill(0xff, zip(docx).length - 6)],
  ['a spreadsheet', zip({ mimetype: 'application/vnd.oasis.opendocument.spreadsheet', 'content.xml': 'x' })],
])('%s is refused', (_, bytes) => {
  expect(() => fileKindOf(bytes)).toThrow(AppError);
});

test('a PDF that is cut off is unreadable', () => {
  expect(() => fileKindOf(pdf().subarray(0, 200))).toThrow('fileUnreadable');
});

test('the entries of what is no archive, or hardly any bytes, are none', () => {
  expect([zipEntries(Buffer.from('PK')), zipEntries(Buffer.alloc(100_000))]).toEqual([[], []]);
  expect(zipEntries(zip(docx))).toEqual(['[Content_Types].xml', 'word/document.xml']);
});

test('a name gets the extension of what the file is, unless it has one', () => {
  const kind = fileKindOf(pdf());
  expect(['plan.PDF', 'plan', 'plan.exe', '.pdf'].map((name) => nameOfKind(name, kind))).toEqual([
    'plan.PDF',
    'plan.pdf',
    'plan.exe.pdf',
    '.pdf',
  ]);
});
