import { expect, test } from 'vitest';
import type { AsvsRow } from './asvsRows.ts';
import { verdictOf } from './verdict.ts';

const row = (id: string): AsvsRow => ({ id, requirement: 'Something holds.', answer: 'It does.' });
const outcome = (title: string, status: string) => ({ title: `ASVS ${title}`, status });

test('a requirement passes when a test of it passed and none failed; one that nothing showed is open', () => {
  const rows = [row('1.1.1'), row('1.1.10'), row('2.2.2'), row('3.3.3')];
  const outcomes = [
    outcome('1.1.1 holds', 'passed'),
    outcome('1.1.10 holds', 'passed'),
    outcome('1.1.10 holds otherwise', 'failed'),
    outcome('2.2.2 needs another worker', 'skipped'),
  ];
  const { lines, passed, of, failures } = verdictOf(rows, outcomes);
  expect({ passed, of, failures }).toEqual({ passed: 1, of: 4, failures: ['ASVS 1.1.10 holds otherwise'] });
  expect(lines.map((line) => line.slice(8, 12))).toEqual(['pass', 'FAIL', 'OPEN', 'OPEN']);
});
