import { spawn } from 'node:child_process';
import { createWriteStream, mkdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { cacheFolder } from './cache.mjs';
import { SetupFailure } from './failure.mjs';

/**
 * Runs a program with its output going to a log file, which is kept only when the program fails.
 * @param {string} name names the log file
 * @param {string[]} command the program and its arguments
 * @param {object} options
 * @param {string} options.advice what to do when it fails, a sentence
 * @param {string} [options.cwd]
 * @param {NodeJS.ProcessEnv} [options.env]
 * @param {(line: string) => void} [options.onLine] gets every line of its output
 * @throws {SetupFailure} with the advice and the path of the log
 */
export async function runLogged(name, [program = '', ...args], { advice, cwd, env = process.env, onLine = () => {} }) {
  const folder = path.join(cacheFolder(), 'logs');
  mkdirSync(folder, { recursive: true });
  const logFile = path.join(folder, `${name}-${process.pid}.log`);
  const log = createWriteStream(logFile);
  log.write(`$ ${[program, ...args].join(' ')}\n`);

  const child = spawn(program, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
  for (const stream of [child.stdout, child.stderr]) {
    createInterface({ input: stream }).on('line', (line) => {
      log.write(`${line}\n`);
      onLine(line);
    });
  }
  /** @type {string} */
  const outcome = await new Promise((resolve) => {
    child.once('error', (error) => resolve(error.message));
    child.once('close', (code, signal) => resolve(code === 0 ? '' : `${program} ended with ${signal ?? code}`));
  });
  await new Promise((resolve) => log.end(outcome, () => resolve(undefined)));
  if (outcome) throw new SetupFailure(`${advice} (${outcome}; log: ${logFile})`);
  rmSync(logFile, { force: true });
}
