import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { filesIn, hashFiles, readIfThere, replaceFolder } from './cache.mjs';
import { runLogged } from './command.mjs';
import { SetupFailure } from './failure.mjs';
import { step } from './progress.mjs';

const notSources = /^(node_modules|dist|coverage)$|\.test\.ts$/;

/**
 * Builds the web app into web/dist when its sources, the contract or the packages have changed since the last build.
 * @param {string} root the checkout
 * @param {NodeJS.ProcessEnv} env has Node 22 and the npm packages' programs first on its PATH
 * @throws {SetupFailure} when the build fails; the web app built before stays in place
 */
export async function buildWeb(root, env) {
  if (!existsSync(path.join(root, 'web', 'index.html'))) {
    throw new SetupFailure('web/index.html is missing. Restore it (git checkout web), then run again.');
  }
  const dist = path.join(root, 'web', 'dist');
  const wanted = sourceHash(root);
  if (readIfThere(path.join(dist, '.invigil-sources')) === wanted) return;

  // On the same file system, so that taking the final name is one step and a server never serves half of each build.
  const fresh = path.join(root, 'node_modules', '.cache', `web-${process.pid}`, 'dist');
  mkdirSync(path.dirname(fresh), { recursive: true });
  try {
    await step('Building the web app', () =>
      runLogged('web-build', ['vite', 'build', '--outDir', fresh, '--emptyOutDir'], {
        cwd: path.join(root, 'web'),
        env,
        advice: 'The web app does not build. Fix what the log says, then run again.',
      }),
    );
    writeFileSync(path.join(fresh, '.invigil-sources'), wanted);
    replaceFolder(fresh, dist);
  } finally {
    rmSync(path.dirname(fresh), { recursive: true, force: true });
  }
}

/** @param {string} root */
export function sourceHash(root) {
  return hashFiles(root, [
    'package-lock.json',
    ...filesIn(root, 'web', notSources),
    ...filesIn(root, 'contract', notSources),
  ]);
}
