import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { z } from 'zod';
import { longFuzz } from './fuzzConfig.ts';
import type { Outcome } from './verdict.ts';

const root = path.resolve(import.meta.dirname, '../..');

const report = z.object({
  testResults: z.array(
    z.object({
      name: z.string(),
      assertionResults: z.array(z.object({ title: z.string(), status: z.string() })),
      status: z.string(),
    }),
  ),
});

/** Runs tests and gives how each ended, by its name. */
export async function runTests(parameters: readonly string[]): Promise<Outcome[]> {
  const folder = await mkdtemp(path.join(tmpdir(), 'invigil-security-'));
  const file = path.join(folder, 'report.json');
  try {
    const vitest = path.join(root, 'node_modules/vitest/vitest.mjs');
    const options = ['run', ...parameters, '--reporter=default', '--reporter=json', `--outputFile.json=${file}`];
    const child = spawn(process.execPath, [vitest, ...options], {
      cwd: root,
      stdio: ['ignore', 'inherit', 'inherit'],
      env: longFuzz(),
    });
    await once(child, 'exit');
    const { testResults } = report.parse(JSON.parse(await readFile(file, 'utf8')));
    return testResults.flatMap(({ name, assertionResults, status }) => [
      ...assertionResults,
      // A file that could not even be read has no tests.
      ...(assertionResults.length === 0 && status === 'failed' ? [{ title: name, status }] : []),
    ]);
  } finally {
    await rm(folder, { recursive: true });
  }
}
