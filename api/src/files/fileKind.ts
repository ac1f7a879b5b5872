import { AppError } from '@invigil/contract/errors';
import { mustBeReadablePdf } from './pdf.ts';
import { zipEntries } from './zipEntries.ts';

/** A kind of file that a candidate may hand in; the first extension is its own. */
export interface FileKind {
  mediaType: string;
  extensions: readonly [string, ...string[]];
}

const pdf: FileKind = { mediaType: 'application/pdf', extensions: ['pdf'] };
const png: FileKind = { mediaType: 'image/png', extensions: ['png'] };
const jpeg: FileKind = { mediaType: 'image/jpeg', extensions: ['jpg', 'jpeg'] };
const docx: FileKind = {
  mediaType: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
  extensions: ['docx'],
};
const odt: FileKind = { mediaType: 'application/vnd.oasis.opendocument.text', extensions: ['odt'] };
const text: FileKind = { mediaType: 'text/plain', extensions: ['txt', 'md', 'csv', 'tex'] };

const allowed = 'PDF, PNG, JPEG, DOCX, ODT, TXT';

/**
 * What bytes are; their name decides nothing.
 * @throws {AppError} fileTypeRefused for anything else than what `allowed` names, fileUnreadable for a PDF that is cut off
 * or encrypted.
 */
export function fileKindOf(bytes: Buffer): FileKind {
  if (startsWith(bytes, '%PDF-')) {
    mustBeReadablePdf(bytes);
    return pdf;
  }
  if (startsWith(bytes, '\x89PNG\r\n\x1a\n')) return png;
  if (startsWith(bytes, '\xff\xd8\xff')) return jpeg;
  const kind = startsWith(bytes, 'PK\x03\x04') ? kindOfZip(bytes) : isText(bytes) ? text : undefined;
  if (!kind) throw new AppError({ code: 'fileTypeRefused', allowed });
  return kind;
}

/** A name with an extension of its kind, so that what is opened later is what was looked at now. */
export function nameOfKind(fileName: string, { extensions }: FileKind): string {
  const extension = /\.([^.]+)$/.exec(fileName)?.[1]?.toLowerCase() ?? '';
  return extensions.includes(extension) ? fileName : `${fileName}.${extensions[0]}`;
}

function startsWith(bytes: Buffer, signature: string): boolean {
  return bytes.subarray(0, signature.length).equals(Buffer.from(signature, 'latin1'));
}

/** A text document of an office program without macros. */
function kindOfZip(bytes: Buffer): FileKind | undefined {
  const names = zipEntries(bytes);
  if (names.some((name) => /vbaProject|^Basic\//i.test(name))) return undefined;
  if (names.includes('[Content_Types].xml') && names.includes('word/document.xml')) return docx;
  // OpenDocument says it in its first entry, uncompressed, right behind the 30 bytes of its header and its name.
  return names.includes('content.xml') && startsWith(bytes.subarray(30), `mimetype${odt.mediaType}`) ? odt : undefined;
}

/** Letters of whatever encoding: nothing that only a program reads. */
function isText(bytes: Buffer): boolean {
  const isUtf16 = startsWith(bytes, '\xff\xfe') || startsWith(bytes, '\xfe\xff');
  if (isUtf16) return bytes.length % 2 === 0;
  // Tab, line feed, form feed and carriage return are the controls that texts have.
  return bytes.every((byte) =>
    byte >= 0x20 ? byte !== 0x7f : byte === 9 || byte === 10 || byte === 12 || byte === 13,
  );
}
