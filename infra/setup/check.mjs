// node infra/setup/check.mjs: lints and type-checks the whole repository. Every step runs and is reported; the exit code is
// 1 when any has failed.
import { spawn } from 'node:child_process';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** @type {{ name: string, command: string[] }[]} */
const steps = [
  { name: 'biome', command: ['biome', 'check', '--error-on-warnings', '.'] },
  { name: 'types of the services', command: ['tsc', '-p', 'tsconfig.json'] },
  { name: 'types of the end-to-end tests', command: ['tsc', '-p', 'e2e/tsconfig.json'] },
  { name: 'types of the web app', command: ['vue-tsc', '-p', 'web/tsconfig.json'] },
];

/**
 * Runs all steps and prints one line for each, with its output when it has failed.
 * @returns {Promise<{ passed: number, failed: number }>}
 */
export async function runChecks() {
  let failed = 0;
  for (const { name, command } of steps) {
    const { ok, output } = await run(command);
    if (!ok) failed += 1;
    process.stdout.write(`${ok ? 'ok    ' : 'FAILED'} ${name}\n${ok ? '' : output}`);
  }
  return { passed: steps.length - failed, failed };
}

/**
 * @param {string[]} command
 * @returns {Promise<{ ok: boolean, output: string }>}
 */
function run([program = '', ...args]) {
  return new Promise((resolve) => {
    const child = spawn(path.join(root, 'node_modules', '.bin', program), args, { cwd: root });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text) => {
        output += text;
      });
    }
    child.once('error', (error) => resolve({ ok: false, output: `${error.message}\n` }));
    child.once('close', (code) => resolve({ ok: code === 0, output }));
  });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { failed } = await runChecks();
  process.exitCode = failed > 0 ? 1 : 0;
}
