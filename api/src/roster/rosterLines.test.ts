import { expect, test } from 'vitest';
import { readHeading } from './rosterHeading.ts';
import { checkRows } from './rosterLines.ts';

const { places } = readHeading({ line: 1, cells: ['E-mail', 'Full name', 'Language', 'Room', 'Extra time (min)'] });
const check = (cells: string[], hasExam = true) => checkRows([{ line: 2, cells }], places, { hasExam });

test.each([
  [['', 'A'], 'email', 'missing'],
  [['nobody', 'A'], 'email', 'badEmail'],
  [['a@x.example\nBcc: b@x.example', 'A'], 'email', 'badEmail'],
  [[`${'a'.repeat(250)}@x.example`, 'A'], 'email', 'tooLong'],
  [['a@x.example', ''], 'name', 'missing'],
  [['a@x.example', 'A'.repeat(121)], 'name', 'tooLong'],
  [['a@x.example', 'A\nB'], 'name', 'badCharacters'],
  [['a@x.example', 'A', 'de'], 'language', 'badLanguage'],
  [['a@x.example', 'A', '', 'R'.repeat(81)], 'room', 'tooLong'],
  [['a@x.example', 'A', '', 'R\tS'], 'room', 'badCharacters'],
  [['a@x.example', 'A', '', '', '1.5'], 'extraMinutes', 'badNumber'],
  [['a@x.example', 'A', '', '', '-5'], 'extraMinutes', 'badNumber'],
  [['a@x.example', 'A', '', '', '1441'], 'extraMinutes', 'badNumber'],
  [['a@x.example', 'A', '', '', '', 'more'], null, 'tooManyCells'],
])('%j has a problem: column %s, %s', (cells, column, problem) => {
  const { issues, lines } = check(cells);
  expect(issues).toEqual([expect.objectContaining({ line: 2, column, problem })]);
  expect(lines).toEqual([]);
});

test('a room or extra time needs an exam', () => {
  expect(check(['a@x.example', 'A', '', 'R', '5'], false).issues).toEqual([
    { line: 2, column: 'room', problem: 'needsExam', value: 'R' },
    { line: 2, column: 'extraMinutes', problem: 'needsExam', value: '5' },
  ]);
});

test('a right line is read, a formula in it is a text like any other', () => {
  expect(check(['A@X.example', '=HYPERLINK("http://x")', 'Français', '', '30']).lines).toEqual([
    { line: 2, email: 'a@x.example', name: '=HYPERLINK("http://x")', language: 'fr', room: null, extraMinutes: 30 },
  ]);
});

test('the second line of an address is a duplicate, in whatever capitals', () => {
  const rows = ['a@x.example', 'A@x.example', 'b@x.example'].map((email, at) => ({
    line: at + 2,
    cells: [email, 'A'],
  }));
  expect(checkRows(rows, places, { hasExam: true }).issues).toEqual([
    { line: 3, column: 'email', problem: 'duplicateInFile', value: 'a@x.example' },
  ]);
});

test.each([
  [['Adresse E-MAIL', 'NOM COMPLET'], []],
  [['name', 'Email'], []],
  [['E-mail'], [{ column: 'name', problem: 'columnMissing' }]],
  [['E-mail', 'Nom complet', 'Adresse e-mail'], [{ column: 'email', problem: 'columnTwice' }]],
  [['E-mail', 'Nom complet', 'Téléphone'], [{ column: null, problem: 'columnUnknown', value: 'Téléphone' }]],
])('the heading %j has the issues %j', (cells, issues) => {
  expect(readHeading({ line: 1, cells }).issues).toEqual(issues.map((issue) => expect.objectContaining(issue)));
});
