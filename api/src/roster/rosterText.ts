import { AppError } from '@invigil/contract/errors';

/** A file's text, its line ends all `\n`, and what it was read as. */
export interface RosterText {
  text: string;
  encoding: 'utf-8' | 'utf-16le' | 'utf-16be' | 'windows-1252';
}

/** What no text holds; they show that the bytes are none, or of another encoding. */
const controls = /[^\P{Cc}\t\n]|[\uFFFE\uFFFF]/u;

/**
 * Reads what spreadsheets write: UTF-8 and UTF-16 with or without a byte order mark, and else Windows-1252.
 * @throws {AppError} fileUnreadable for what is no text, such as a workbook; fileEmpty when nothing but blanks is in it.
 */
export function readRosterText(bytes: Buffer): RosterText {
  const encoding = encodingOf(bytes);
  const text = decoded(bytes, encoding)?.replace(/\r\n?/g, '\n');
  if (text === undefined || controls.test(text)) throw new AppError({ code: 'fileUnreadable' });
  if (text.trim() === '') throw new AppError({ code: 'fileEmpty' });
  return { text, encoding };
}

function encodingOf(bytes: Buffer): RosterText['encoding'] {
  const [first, second] = bytes;
  if (first === 0xff && second === 0xfe) return 'utf-16le';
  if (first === 0xfe && second === 0xff) return 'utf-16be';
  // Every other byte of Latin letters in UTF-16 is zero; there is a zero in no other text.
  const head = bytes.subarray(0, 1_000);
  const zeros = (from: number) => head.filter((byte, at) => at % 2 === from && byte === 0).length;
  if (zeros(1) > head.length / 4 && zeros(0) === 0) return 'utf-16le';
  if (zeros(0) > head.length / 4 && zeros(1) === 0) return 'utf-16be';
  return decoded(bytes, 'utf-8') === undefined ? 'windows-1252' : 'utf-8';
}

/** @returns undefined when the bytes are not of this encoding. */
function decoded(bytes: Buffer, encoding: RosterText['encoding']): string | undefined {
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes);
  } catch (error) {
    if (error instanceof TypeError) return undefined;
    throw error;
  }
}
