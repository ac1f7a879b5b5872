/** @typedef {{ passed: number, failed: number, skipped: number }} Summary */

/**
 * Adds the checks to vitest's numbers. Something failed too when vitest says so without a failed test (a file that does not
 * load, an error outside of every test), when it left no report, and when it ran nothing.
 * @param {{ passed: number, failed: number }} checks
 * @param {string | undefined} report vitest's JSON report
 * @param {number} exitCode vitest's exit code
 * @returns {Summary}
 */
export function summarize(checks, report, exitCode) {
  const tests = report ? JSON.parse(report) : {};
  const { numPassedTests = 0, numFailedTests = 0, numPendingTests = 0, numTodoTests = 0 } = tests;
  const ranNothing = numPassedTests + numFailedTests === 0;
  const failedOtherwise = numFailedTests === 0 && (exitCode !== 0 || ranNothing) ? 1 : 0;
  return {
    passed: checks.passed + numPassedTests,
    failed: checks.failed + numFailedTests + failedOtherwise,
    skipped: numPendingTests + numTodoTests,
  };
}

/**
 * The last line of `npm test`.
 * @param {Summary} summary
 */
export function verdict({ passed, failed, skipped }) {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`;
}
