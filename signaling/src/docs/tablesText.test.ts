import { readFileSync } from 'node:fs';
import { isNoteName, notes } from '@invigil/contract/notes';
import { isSignalName, signals } from '@invigil/contract/signals';
import { expect, test } from 'vitest';
import { currentPage, page, tablesText } from './tablesText.ts';

test('docs/signaling.md says what the tables say; if not: node signaling/src/docs/writeTables.ts', () => {
  expect(readFileSync(page, 'utf8')).toBe(currentPage());
});

test('every request and note is described', () => {
  const rows = tablesText()
    .split('\n')
    .map((line) => line.split(' | '))
    .filter(([first = '']) => isSignalName(first.slice(3, -1)) || isNoteName(first.slice(3, -1)));
  expect(rows.length).toBe(Object.keys(signals).length + Object.keys(notes).length);
  expect(rows.every((cells) => cells.at(-1) !== ' |')).toBe(true);
  expect(rows.every((cells) => !cells.some((cell) => cell.includes('unknown')))).toBe(true);
});
