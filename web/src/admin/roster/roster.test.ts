import { limits } from '@invigil/contract/limits';
import { expect, test } from 'vitest';
import { asCsv } from './asCsv.ts';
import { rosterFileProblem } from './rosterFileProblem.ts';

test('a spreadsheet’s own file and a file too large are refused before they are sent', () => {
  expect(rosterFileProblem({ name: 'roster.CSV', size: 10 })).toBeUndefined();
  expect(rosterFileProblem({ name: 'roster.xlsx', size: 10 })).toBe('notCsv');
  expect(rosterFileProblem({ name: 'roster.csv', size: limits.rosterBytes + 1 })).toBe('tooLarge');
  expect(rosterFileProblem({ name: `${'x'.repeat(200)}.csv`, size: 10 })).toBe('nameTooLong');
});

test('what stood in somebody’s file is no formula in the list of its problems', async () => {
  const text = await asCsv([
    ['line', 'value'],
    [2, '=HYPERLINK("x")'],
    [3, '@a,b'],
  ]).text();
  expect(text).toBe('"line","value"\r\n"2","\'=HYPERLINK(""x"")"\r\n"3","\'@a,b"\r\n');
});
