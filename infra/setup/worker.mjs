import { spawnSync } from 'node:child_process';
import { copyFileSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { cacheFolder, filesIn, fillFolder, hashFiles } from './cache.mjs';
import { SetupFailure } from './failure.mjs';
import { withLock } from './lock.mjs';
import { say, step } from './progress.mjs';
import { buildWorker } from './workerBuild.mjs';
import { downloadWorker } from './workerDownload.mjs';

const recipe = 'infra/setup/worker';
// main.cpp of the worker: started by hand, without the version it expects from Node, it ends with this code.
const startedByHandCode = 41;

/**
 * The path of a mediasoup worker that runs on this machine: the given one (MEDIASOUP_WORKER_BIN), else the cached one, else
 * the one mediasoup offers for download, else one built from the sources in the npm package.
 * @param {string} root the checkout
 * @param {NodeJS.ProcessEnv} env
 * @throws {SetupFailure} when the given worker does not run, or none can be had
 */
export async function workerBinary(root, env) {
  const given = env.MEDIASOUP_WORKER_BIN;
  if (given) {
    if (!runs(given)) throw new SetupFailure(`MEDIASOUP_WORKER_BIN=${given} does not run here. Correct or unset it.`);
    return given;
  }
  const key = workerKey(root);
  const folder = path.join(cacheFolder(env), 'mediasoup-worker', key);
  const binary = path.join(folder, 'mediasoup-worker');
  if (runs(binary)) return binary;

  await withLock(
    `mediasoup-worker-${key}`,
    async () => {
      if (runs(binary)) return;
      await fillFolder(folder, (target) => obtainWorker(root, path.join(target, 'mediasoup-worker')));
    },
    () => say('Waiting for another setup that builds the mediasoup worker.'),
  );
  return binary;
}

/**
 * @param {string} root
 * @param {string} binary where to put it
 */
async function obtainWorker(root, binary) {
  const mediasoup = mediasoupFolder(root);
  const downloaded = await step('Looking for a ready-made mediasoup worker', () =>
    downloadWorker(mediasoup, path.dirname(binary)),
  );
  if (downloaded && runs(binary)) return;
  say(`${downloaded ? 'It does not run on this system' : 'There is none to be had'}: building it from source.`);
  const built = await buildWorker(path.join(root, recipe), path.join(mediasoup, 'worker'));
  copyFileSync(built.binary, binary);
  built.discard();
  if (!runs(binary))
    throw new SetupFailure('The mediasoup worker was built and does not run. Set MEDIASOUP_WORKER_BIN.');
}

/**
 * Names the cached worker. Changes with mediasoup's version, our recipe and the processor.
 * @param {string} root
 */
export function workerKey(root) {
  const { version } = JSON.parse(readFileSync(path.join(mediasoupFolder(root), 'package.json'), 'utf8'));
  return `${version}-${process.platform}-${process.arch}-${hashFiles(root, filesIn(root, recipe)).slice(0, 12)}`;
}

/** @param {string} root */
function mediasoupFolder(root) {
  return path.join(root, 'node_modules', 'mediasoup');
}

/**
 * Whether the file is a worker that this system can execute, with every shared library it needs.
 * @param {string} binary
 */
export function runs(binary) {
  return spawnSync(binary, { env: {}, stdio: 'ignore' }).status === startedByHandCode;
}
