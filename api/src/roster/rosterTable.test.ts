import { AppError } from '@invigil/contract/errors';
import { limits } from '@invigil/contract/limits';
import { describe, expect, test } from 'vitest';
import { readRosterTable } from './rosterTable.ts';

const refusal = (text: string) => {
  try {
    return readRosterTable(text);
  } catch (error) {
    return error instanceof AppError ? error.body : error;
  }
};

describe('the delimiter', () => {
  test.each([',', ';', '\t'])('%j is found by the headings', (delimiter) => {
    const table = readRosterTable(`Nom complet${delimiter}"E-mail"\nA, B; C${delimiter}a@x.example`);
    expect(table.delimiter).toBe(delimiter);
    expect(table.heading.cells).toEqual(['Nom complet', 'E-mail']);
  });

  test('may be told in a first line of its own, which still counts as a line', () => {
    const table = readRosterTable('sep=;\nE-mail;Nom complet\na@x.example;A');
    expect(table).toMatchObject({
      delimiter: ';',
      heading: { line: 2 },
      rows: [{ line: 3, cells: ['a@x.example', 'A'] }],
    });
  });
});

describe('a row', () => {
  test('has the number of its first line, whatever is empty or broken before it', () => {
    const { rows } = readRosterTable(
      'E-mail,Full name\n"a@x.example","A\nB"\n\n,\n b@x.example , "say ""B"""\nc@x.example,C "x"\n',
    );
    expect(rows).toEqual([
      { line: 2, cells: ['a@x.example', 'A\nB'] },
      { line: 6, cells: ['b@x.example', '"say ""B"""'] },
      { line: 7, cells: ['c@x.example', 'C "x"'] },
    ]);
  });

  test('may quote its cells, and a quote in one is doubled', () => {
    const { rows } = readRosterTable('E-mail,Full name\n"a@x.example","Say ""A"", please"');
    expect(rows[0]?.cells).toEqual(['a@x.example', 'Say "A", please']);
  });
});

test('a quote that is never closed makes the file unreadable', () => {
  expect(refusal('E-mail,Full name\n"a@x.example,A\n')).toEqual({ code: 'fileUnreadable' });
});

test('a heading alone is an empty file', () => {
  expect(refusal('E-mail,Full name\n\n')).toEqual({ code: 'fileEmpty' });
});

describe('the most lines', () => {
  const lines = (count: number) => `E-mail,Full name\n${'a@x.example,A\n'.repeat(count)}`;
  test('are 5,000', () => {
    expect(readRosterTable(lines(limits.rosterLines)).rows).toHaveLength(5_000);
    expect(refusal(lines(limits.rosterLines + 1))).toEqual({ code: 'tooManyLines', most: 5_000 });
  });

  test('are not reached by reading a file of nothing but line breaks for ever', () => {
    expect(refusal(`E-mail,Full name\n${'\n'.repeat(3_000_000)}`)).toEqual({ code: 'tooManyLines', most: 5_000 });
  });
});
