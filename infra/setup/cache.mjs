import { createHash, randomUUID } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { homedir } from 'node:os';
import path from 'node:path';

/**
 * The folder for what is worth keeping between runs and checkouts (Node 22, the mediasoup worker, logs of failed steps).
 * It lies outside the checkout, so that a fresh clone finds what an earlier one has built.
 * @param {NodeJS.ProcessEnv} env
 */
export function cacheFolder(env = process.env) {
  if (env.INVIGIL_CACHE_DIR) return path.resolve(env.INVIGIL_CACHE_DIR);
  if (env.XDG_CACHE_HOME) return path.join(path.resolve(env.XDG_CACHE_HOME), 'invigil');
  return path.join(homedir(), '.cache', 'invigil');
}

/**
 * Makes a cached folder whole or not at all: `fill` writes into a temporary folder, which takes the final name only when
 * `fill` has succeeded. Two setups at once therefore never see each other's half-made files.
 * @param {string} folder
 * @param {(temporary: string) => Promise<void>} fill
 */
export async function fillFolder(folder, fill) {
  const temporary = temporaryFolder(path.basename(folder));
  try {
    await fill(temporary);
    mkdirSync(path.dirname(folder), { recursive: true });
    replaceFolder(temporary, folder);
  } finally {
    rmSync(temporary, { recursive: true, force: true });
  }
}

/** @param {string} purpose */
export function temporaryFolder(purpose) {
  const folder = path.join(cacheFolder(), 'tmp', `${purpose}-${process.pid}-${randomUUID().slice(0, 8)}`);
  mkdirSync(folder, { recursive: true });
  return folder;
}

/**
 * Gives `source` the name `target`, moving aside what had it before. Both lie on the same file system.
 * @param {string} source
 * @param {string} target
 */
export function replaceFolder(source, target) {
  const aside = `${source}.old`;
  try {
    renameSync(target, aside);
  } catch (error) {
    if (!isMissing(error)) throw error;
  }
  renameSync(source, target);
  rmSync(aside, { recursive: true, force: true });
}

/**
 * One SHA-256 over names and contents, hex. The order of `files` does not matter.
 * @param {string} root the folder that the names are relative to
 * @param {string[]} files
 */
export function hashFiles(root, files) {
  const hash = createHash('sha256');
  for (const file of [...files].sort()) {
    const content = readFileSync(path.join(root, file));
    hash.update(`${file}\0${content.length}\0`).update(content);
  }
  return hash.digest('hex');
}

/**
 * The files in a folder and below, as names relative to `root`.
 * @param {string} root
 * @param {string} folder relative to `root`
 * @param {RegExp} [without] names of files and folders to leave out
 * @returns {string[]}
 */
export function filesIn(root, folder, without = /^$/) {
  return readdirSync(path.join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const name = path.join(folder, entry.name);
    if (without.test(entry.name)) return [];
    if (entry.isDirectory()) return filesIn(root, name, without);
    return entry.isFile() ? [name] : [];
  });
}

/**
 * The text of a file, or undefined when there is none.
 * @param {string} file
 */
export function readIfThere(file) {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}

/** @param {unknown} error */
function isMissing(error) {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT';
}
