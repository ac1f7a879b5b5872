import { AppError } from '@invigil/contract/errors';
import { limits } from '@invigil/contract/limits';
import { CsvError, parse } from 'csv-parse/sync';
import { columnOf } from './rosterHeading.ts';
import type { RosterRow } from './rosterRow.ts';

export interface RosterTable {
  delimiter: string;
  heading: RosterRow;
  /** Those in which anything stands. */
  rows: RosterRow[];
}

const delimiters = [',', ';', '\t'] as const;
/** Empty lines count for nothing, but a file of nothing else must come to an end as well. */
const mostRecords = limits.rosterLines * 2 + 10;
const longestRecord = 20_000;

/** @throws {AppError} fileUnreadable when a quote is never closed, fileEmpty without any row, tooManyLines. */
export function readRosterTable(text: string): RosterTable {
  // Excel writes the delimiter in a line of its own when it is not the usual one.
  const [, told, rest] = /^sep=(.)\n([\s\S]*)$/.exec(text) ?? [];
  const body = rest ?? text;
  const delimiter = told ?? delimiterOf(body);
  const [heading, ...rows] = recordsOf(body, delimiter, told === undefined ? 0 : 1);
  if (!heading || rows.length === 0) throw new AppError({ code: 'fileEmpty' });
  if (rows.length > limits.rosterLines) throw new AppError({ code: 'tooManyLines', most: limits.rosterLines });
  return { delimiter, heading, rows };
}

/** The one that finds most columns in the heading, and then most cells. */
function delimiterOf(text: string): string {
  const [heading = ''] = text.trimStart().split('\n', 1);
  const score = (delimiter: string) => {
    const cells = heading.split(delimiter).map((cell) => cell.replaceAll('"', ''));
    return cells.filter((cell) => columnOf(cell)).length * 1_000 + cells.length;
  };
  return delimiters.reduce((best, delimiter) => (score(delimiter) > score(best) ? delimiter : best));
}

function recordsOf(text: string, delimiter: string, linesBefore: number): RosterRow[] {
  const records = parsed(text, delimiter);
  if (records.length >= mostRecords) throw new AppError({ code: 'tooManyLines', most: limits.rosterLines });
  let line = linesBefore + 1;
  const rows = records.map(({ record, info }) => {
    const row = { line, cells: record.map((cell) => cell.trim()) };
    line = linesBefore + info.lines + 1;
    return row;
  });
  return rows.filter(({ cells }) => cells.some((cell) => cell !== ''));
}

function parsed(text: string, delimiter: string) {
  try {
    // The types of the library do not know what `info` does to a record.
    return parse(text, {
      delimiter,
      record_delimiter: '\n',
      relax_column_count: true,
      relax_quotes: true,
      max_record_size: longestRecord,
      to: mostRecords,
      info: true,
    }) as unknown as { record: string[]; info: { lines: number } }[];
  } catch (cause) {
    if (cause instanceof CsvError) throw new AppError({ code: 'fileUnreadable' }, { cause });
    throw cause;
  }
}
