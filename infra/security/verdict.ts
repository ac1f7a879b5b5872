import type { AsvsRow } from './asvsRows.ts';

/** How a test ended, in the words of vitest. */
export interface Outcome {
  title: string;
  status: string;
}

const marks = { passed: 'pass', failed: 'FAIL', open: 'OPEN' } as const;

/** The table by which a run ends: a requirement is met when a test of it passed and none failed. */
export function verdictOf(rows: readonly AsvsRow[], outcomes: readonly Outcome[]) {
  const failures: string[] = [];
  let passed = 0;
  const lines = rows.map(({ id, requirement, notApplicable }) => {
    const of = outcomes.filter(({ title }) => title.startsWith(`ASVS ${id} `));
    const failing = of.filter(({ status }) => status === 'failed');
    failures.push(...failing.map(({ title }) => title));
    const good = of.filter(({ status }) => status === 'passed').length;
    const mark = failing.length > 0 ? 'failed' : good > 0 ? 'passed' : 'open';
    if (mark === 'passed') passed += 1;
    const tests = `${good} of ${of.length} ${of.length === 1 ? 'test' : 'tests'}`;
    const aside = notApplicable ? ' (not applicable, and watched)' : '';
    return `${id.padEnd(7)} ${marks[mark]}  ${tests.padEnd(14)} ${requirement.slice(0, 90)}${aside}`;
  });
  return { lines, passed, of: rows.length, failures };
}
