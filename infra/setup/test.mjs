// node infra/setup/test.mjs [vitest arguments]: everything that must hold before a change is taken. Runs the checks, then
// the tests of all workspaces. The last line is `N passed, N failed`, each check counted as one test; the exit code is 1
// when anything failed or no test ran.
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { readIfThere } from './cache.mjs';
import { runChecks } from './check.mjs';
import { summarize, verdict } from './testSummary.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url));
const folder = mkdtempSync(path.join(tmpdir(), 'invigil-test-'));

try {
  const checks = await runChecks();
  const report = path.join(folder, 'report.json');
  const code = await runVitest(report);
  const summary = summarize(checks, readIfThere(report), code);
  process.stdout.write(`${verdict(summary)}\n`);
  process.exitCode = summary.failed > 0 ? 1 : 0;
} finally {
  rmSync(folder, { recursive: true, force: true });
}

/**
 * @param {string} report the file for vitest's numbers
 * @returns {Promise<number>} vitest's exit code
 */
function runVitest(report) {
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
  // The longest walks in a browser take too long for every change.
  const args = ['run', ...reporters, '--project=!e2e-long', ...process.argv.slice(2)];
  const child = spawn(path.join(root, 'node_modules', '.bin', 'vitest'), args, { cwd: root, stdio: 'inherit' });
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => resolve(code ?? 1));
  });
}
