import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { SetupFailure } from './failure.mjs';

const sameSignalMs = 1000;

/**
 * Runs the command in this terminal and gives its exit code; 128 + n when signal n ended it, as shells do.
 * @param {string[]} command
 * @param {NodeJS.ProcessEnv} env
 * @returns {Promise<number>}
 * @throws {SetupFailure} when there is no such program
 */
export function runCommand([program = '', ...args], env) {
  const child = spawn(program, args, { env, stdio: 'inherit' });

  // A terminal sends Ctrl-C to every process in the foreground, so the command has it already; passing it on would be a
  // second one, which people use for "stop at once". Without a terminal it came to us alone.
  const fromTerminal = Boolean(process.stdin.isTTY);
  for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])) {
    let lastAt = Number.NEGATIVE_INFINITY;
    process.on(signal, () => {
      if (signal === 'SIGINT' && fromTerminal) return;
      // npm passes on what it gets, so a signal to the whole process group arrives here more than once.
      if (performance.now() - lastAt < sameSignalMs) return;
      lastAt = performance.now();
      child.kill(signal);
    });
  }

  return new Promise((resolve, reject) => {
    child.once('error', (error) => reject(new SetupFailure(`Cannot run ${program}: ${error.message}`)));
    child.once('close', (code, signal) => resolve(signal ? 128 + constants.signals[signal] : (code ?? 1)));
  });
}
