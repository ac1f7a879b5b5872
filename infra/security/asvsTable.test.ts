import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { asvsRows } from './asvsRows.ts';
import { asvsTable, securityPage, withTable } from './asvsTable.ts';
import { asvsTests } from './asvsTests.ts';

const tests = asvsTests();
const ids = new Set(asvsRows.map(({ id }) => id));

test('every requirement of the table is shown by a test, and every test that names one is of the table', () => {
  const shown = new Set(tests.map(({ id }) => id));
  expect([...ids].filter((id) => !shown.has(id))).toEqual([]);
  expect([...shown].filter((id) => !ids.has(id))).toEqual([]);
  expect(ids.size).toBe(asvsRows.length);
});

test('the chapter about WebRTC is there whole', () => {
  const chapter = ['1.1', '1.2', '2.1', '2.2', '2.3', '2.4', '2.5', '2.6', '2.7', '2.8', '3.1', '3.2'];
  for (const item of chapter) expect(ids).toContain(`17.${item}`);
});

test('docs/security.md has the table as it is (else: node infra/security/asvsTable.ts)', () => {
  const page = readFileSync(securityPage, 'utf8');
  expect(page).toBe(withTable(page, asvsTable(tests)));
});
