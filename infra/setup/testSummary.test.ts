import { expect, test } from 'vitest';
import { summarize, verdict } from './testSummary.mjs';

const checks = { passed: 4, failed: 0 };
const report = (numbers: object) => JSON.stringify(numbers);

test('checks and tests are added up, and skipped ones are named when there are any', () => {
  const all = report({ numPassedTests: 10, numFailedTests: 0, numPendingTests: 0, numTodoTests: 0 });
  expect(verdict(summarize(checks, all, 0))).toBe('14 passed, 0 failed');
  const some = report({ numPassedTests: 10, numFailedTests: 2, numPendingTests: 1, numTodoTests: 1 });
  expect(verdict(summarize({ passed: 3, failed: 1 }, some, 1))).toBe('13 passed, 3 failed, 2 skipped');
});

test('an error outside of every test counts as a failure', () => {
  expect(summarize(checks, report({ numPassedTests: 10, numFailedTests: 0 }), 1).failed).toBe(1);
});

test('no report and no test at all are failures', () => {
  expect(verdict(summarize(checks, undefined, 1))).toBe('4 passed, 1 failed');
  expect(verdict(summarize(checks, report({ numPassedTests: 0, numPendingTests: 3 }), 0))).toBe(
    '4 passed, 1 failed, 3 skipped',
  );
});
