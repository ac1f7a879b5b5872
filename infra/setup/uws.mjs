import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { readIfThere } from './cache.mjs';
import { SetupFailure } from './failure.mjs';

// uWebSockets.js is native code that reached the npm registry through a repackaging (uws-pack), so the files we run are
// pinned one by one, beyond the integrity of the whole package in package-lock.json. ABI 127 is Node 22, 115 is Node 20.
export const uwsBuilds = new Map([
  ['uws_linux_x64_115.node', '6f8d96d761a64beddb060f1f7f0e617dd293ed127ec1d57507aa561a0083171e'],
  ['uws_linux_x64_127.node', '8cabc918bbf9a07323e54f89a33882491080b2eb35df0607f473ccdb1f3c31af'],
  ['uws_linux_arm64_115.node', 'c0e29fc143b46b584f3debec7910014ec228198fc1f17aaeacd1de7991bd3769'],
  ['uws_linux_arm64_127.node', 'd4c4f8b2c28c5f6544b49e36d91b0beee238a5b90a07904a947f77061c8b814d'],
]);
// The owner publishes only by tags of the repository; which of them carries builds for a Node is told in its releases.
const officialTag = 'npm install --no-save uWebSockets.js@github:uNetworking/uWebSockets.js#<a tag for your Node>';

/**
 * Whether the installed uWebSockets.js (ours, or the official one that somebody put in its place) has a native build for
 * this platform and the given Node ABI.
 * @param {string} root the checkout
 * @param {string} abi
 */
export function hasUwsBuild(root, abi) {
  return findBuild(root, abi) !== undefined;
}

/**
 * Checks the native build that Node will load. Done once per installation of the packages.
 * @param {string} root the checkout
 * @param {string} abi the ABI of the Node that runs Invigil
 * @param {string} installation identifies what is installed in node_modules
 * @throws {SetupFailure} when there is no build for this Node, or it is not the known one
 */
export function checkUws(root, abi, installation) {
  const stampFile = path.join(root, 'node_modules', '.invigil-uws');
  const stamp = `${installation} ${abi}`;
  if (readIfThere(stampFile) === stamp) return;

  const file = findBuild(root, abi);
  if (!file) {
    throw new SetupFailure(
      `uws-pack has no build for ${process.platform} ${process.arch} ABI ${abi}. Run this, then again: ${officialTag}`,
    );
  }
  const name = path.basename(file);
  const isOurs = file.includes(path.join('dist', 'bin'));
  if (isOurs && createHash('sha256').update(readFileSync(file)).digest('hex') !== uwsBuilds.get(name)) {
    throw new SetupFailure(`${file} is not the known build. Delete node_modules, then run again.`);
  }
  writeFileSync(stampFile, stamp);
}

/**
 * @param {string} root
 * @param {string} abi
 */
function findBuild(root, abi) {
  const folder = path.join(root, 'node_modules', 'uWebSockets.js');
  const name = `uws_${process.platform}_${process.arch}_${abi}.node`;
  // uws-pack keeps its builds in dist/bin, the official package in its top folder.
  return [path.join(folder, 'dist', 'bin', name), path.join(folder, name)].find((file) => existsSync(file));
}
