import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { hashFiles, readIfThere } from './cache.mjs';
import { runLogged } from './command.mjs';
import { withLock } from './lock.mjs';
import { say, step } from './progress.mjs';

/**
 * Installs the npm packages when package-lock.json or a package.json has changed since the last time.
 *
 * No package may run a script: npm 11 refuses most of them anyway, and the two that matter (the mediasoup worker and the
 * links of PostgreSQL) are steps of their own here.
 * @param {string} root the checkout
 * @param {NodeJS.ProcessEnv} env has Node 22 first on its PATH
 * @returns {Promise<string>} identifies what is installed
 */
export async function installPackages(root, env) {
  const wanted = lockHash(root);
  if (isInstalled(root, wanted)) return wanted;

  const checkout = createHash('sha256').update(root).digest('hex').slice(0, 12);
  await withLock(
    `packages-${checkout}`,
    async () => {
      if (isInstalled(root, wanted)) return;
      if (!isInSync(root)) {
        await step('Installing the npm packages', () =>
          runLogged('npm-ci', ['npm', 'ci', '--ignore-scripts', '--no-audit', '--no-fund'], {
            cwd: root,
            env,
            advice: 'npm ci failed. Check that the npm registry is reachable, then run again.',
          }),
        );
      }
      writeFileSync(stampFile(root), wanted);
    },
    () => say('Waiting for another setup that installs the npm packages.'),
  );
  return wanted;
}

/** @param {string} root */
function stampFile(root) {
  return path.join(root, 'node_modules', '.invigil-lock');
}

/**
 * @param {string} root
 * @param {string} wanted
 */
function isInstalled(root, wanted) {
  return readIfThere(stampFile(root)) === wanted;
}

/**
 * Changes with package-lock.json and with the package.json of every workspace.
 * @param {string} root
 */
export function lockHash(root) {
  const { workspaces } = readJson(path.join(root, 'package.json'));
  const manifests = workspaces.map((/** @type {string} */ workspace) => path.join(workspace, 'package.json'));
  return hashFiles(root, ['package-lock.json', 'package.json', ...manifests]);
}

/**
 * Whether node_modules already holds what package-lock.json asks for, as after `npm install` by hand: npm leaves a list of
 * what it has installed. Saves a developer from a second installation after each added package.
 * @param {string} root
 */
export function isInSync(root) {
  const installed = readIfThere(path.join(root, 'node_modules', '.package-lock.json'));
  if (!installed) return false;
  const there = JSON.parse(installed).packages;
  const wanted = readJson(path.join(root, 'package-lock.json')).packages;
  return Object.entries(wanted).every(([name, entry]) => {
    if (!name.includes('node_modules/')) return true;
    // Optional packages for other platforms are in the lock file and not on this disk.
    if (!there[name]) return Boolean(entry.optional || entry.devOptional);
    return there[name].version === entry.version && there[name].integrity === entry.integrity;
  });
}

/** @param {string} file */
function readJson(file) {
  return JSON.parse(readFileSync(file, 'utf8'));
}
