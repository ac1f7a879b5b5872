import { describe, expect, test } from 'vitest';
import { csvLine } from './csv.ts';

describe('a cell', () => {
  test.each(['=1+1', '+33 1', '-1', '@sum(a1)', '\t=1', '\r=1', '  =1', '\u00A0=1', '＝1', '|calc'])(
    'that a spreadsheet could run, like %j, becomes a text',
    (cell) => {
      expect(csvLine([cell], ',')).toBe(`"'${cell}"\r\n`);
    },
  );

  test.each(['Léa', 'a=b', '12:30', "O'Brien", ''])('that is harmless, like %j, stays as it is', (cell) => {
    expect(csvLine([cell], ',')).toBe(`"${cell}"\r\n`);
  });
});

test('quotes, delimiters and line breaks stay inside their cell', () => {
  expect(csvLine(['a"b', 'c;d', 'e\nf'], ';')).toBe('"a""b";"c;d";"e\nf"\r\n');
});
