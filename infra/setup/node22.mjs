import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { cacheFolder, fillFolder } from './cache.mjs';
import { runLogged } from './command.mjs';
import { SetupFailure } from './failure.mjs';
import { withLock } from './lock.mjs';
import { say, step } from './progress.mjs';
import { hasUwsBuild } from './uws.mjs';

const oldest = { major: 22, minor: 18 };
const fetched = '22.23.3';
const fetchedAbi = '127';
const installIt = 'Install Node 22.18 or newer, then run again';

// The npm packages that carry a plain Node binary, with the integrity the registry gives for this version.
const packages = new Map([
  ['linux-x64', 'sha512-qHnz5tFsHoj/WM+uRENVjWONi5hVvmwrgq8A4V76KpuVNAc4+jwK8x4gwbobE9BtHNg/AKR2583eYorLF/c7ng=='],
  ['linux-arm64', 'sha512-l3DAHZreylo+p9QXDtsOrjG2JXJqVzYXnAGmIQNOUNARcMppTO2cmewVQP+36tjJnSE+dzpMNtgW+c3oiDvXtA=='],
]);

/**
 * A Node that runs Invigil: this one when it is new enough, else Node 22 from the npm registry.
 * @param {string} root the checkout
 * @returns {Promise<{ binary: string, abi: string }>} the ABI is the one that native packages are built for
 * @throws {SetupFailure} when it cannot be fetched
 */
export async function findNode(root) {
  const reason = whyNotThisNode(process.versions, hasUwsBuild(root, process.versions.modules));
  if (!reason) return { binary: process.execPath, abi: process.versions.modules };

  const platform = `${process.platform}-${process.arch}`;
  const integrity = packages.get(platform);
  if (!integrity) throw new SetupFailure(`${reason}. ${installIt}.`);

  const folder = path.join(cacheFolder(), 'node', `${fetched}-${platform}`);
  const binary = path.join(folder, 'bin', 'node');
  const node = { binary, abi: fetchedAbi };
  if (existsSync(binary)) return node;
  await withLock('node', async () => {
    if (existsSync(binary)) return;
    say(`${reason}: everything here runs with Node ${fetched}, taken from the npm registry.`);
    await step(`Fetching Node ${fetched}`, () =>
      fillFolder(folder, (target) => fetchNode(platform, integrity, target)),
    );
  });
  return node;
}

/**
 * @param {{ node: string }} versions
 * @param {boolean} hasBuild whether the native build of uWebSockets.js for this Node is installed
 * @returns {string | undefined} undefined when this Node will do
 */
export function whyNotThisNode({ node }, hasBuild) {
  const [major = 0, minor = 0] = node.split('.').map(Number);
  if (major < oldest.major || (major === oldest.major && minor < oldest.minor)) {
    return `Node ${node} is older than ${oldest.major}.${oldest.minor}`;
  }
  if (major > oldest.major && !hasBuild) return `uWebSockets.js has no native build for Node ${node}`;
  return undefined;
}

/**
 * @param {string} platform
 * @param {string} integrity
 * @param {string} target
 */
async function fetchNode(platform, integrity, target) {
  const name = `node-${platform}@${fetched}`;
  await runLogged('fetch-node', ['npm', 'pack', name, '--pack-destination', target], {
    cwd: target,
    advice: `Cannot fetch ${name} from the npm registry. ${installIt}.`,
  });
  const [archive = ''] = readdirSync(target);
  const sum = createHash('sha512')
    .update(readFileSync(path.join(target, archive)))
    .digest('base64');
  if (`sha512-${sum}` !== integrity) throw new SetupFailure(`${name} is not the expected archive. ${installIt}.`);

  await runLogged(
    'unpack-node',
    ['tar', '-xzf', archive, '--strip-components=1', '--no-same-owner', 'package/bin/node', 'package/LICENSE'],
    { cwd: target, advice: `Cannot unpack ${name}. ${installIt}.` },
  );
  const run = spawnSync(path.join(target, 'bin', 'node'), ['--version']);
  if (run.status !== 0) throw new SetupFailure(`${name} does not run on this system. ${installIt}.`);
}
