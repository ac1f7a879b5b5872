import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { runLogged } from './command.mjs';
import { SetupFailure } from './failure.mjs';
import { step } from './progress.mjs';

/**
 * A Debian package and a file by which we see that what we need of it is there. Looking for the file instead of asking dpkg
 * costs nothing, and accepts the same program from another distribution.
 * @typedef {object} DebianPackage
 * @property {string} name
 * @property {string} provides
 */

/** @type {Record<'browser' | 'redis' | 'bench' | 'worker', DebianPackage[]>} */
export const debianPackages = {
  browser: [
    { name: 'chromium', provides: '/usr/bin/chromium' },
    { name: 'xvfb', provides: '/usr/bin/Xvfb' },
    { name: 'fonts-dejavu-core', provides: '/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf' },
  ],
  redis: [{ name: 'redis-server', provides: '/usr/bin/redis-server' }],
  bench: [
    { name: 'gcc', provides: '/usr/bin/gcc' },
    { name: 'libc6-dev', provides: '/usr/include/stdio.h' },
    { name: 'libssl-dev', provides: '/usr/include/openssl/ssl.h' },
    { name: 'janus', provides: '/usr/bin/janus' },
    { name: 'iproute2', provides: '/usr/bin/ip' },
  ],
  // To build the mediasoup worker from source.
  worker: [
    { name: 'cmake', provides: '/usr/bin/cmake' },
    { name: 'ninja-build', provides: '/usr/bin/ninja' },
    { name: 'g++', provides: '/usr/bin/g++' },
    { name: 'pkg-config', provides: '/usr/bin/pkg-config' },
    { name: 'libssl-dev', provides: '/usr/include/openssl/ssl.h' },
    { name: 'libsrtp2-dev', provides: '/usr/include/srtp2/srtp.h' },
    { name: 'libuv1-dev', provides: '/usr/include/uv.h' },
    { name: 'libabsl-dev', provides: '/usr/include/absl/base/config.h' },
    { name: 'libflatbuffers-dev', provides: '/usr/include/flatbuffers/flatbuffers.h' },
    { name: 'flatbuffers-compiler', provides: '/usr/bin/flatc' },
  ],
};

/**
 * What is asked of apt-get: no questions, no recommended extras, and patience with another apt-get that holds the lock.
 */
const aptGet = ['apt-get', '-o', 'DPkg::Lock::Timeout=300'];

/**
 * @param {DebianPackage[]} packages
 * @param {(file: string) => boolean} exists
 */
export function missingPackages(packages, exists = existsSync) {
  return [...new Set(packages.filter(({ provides }) => !exists(provides)).map(({ name }) => name))];
}

/** @param {string[]} names */
export function installLine(names) {
  return `Install these Debian packages, then run again: sudo apt-get install -y ${names.join(' ')}`;
}

/**
 * Installs what is missing of the given packages.
 * @param {DebianPackage[]} packages
 * @throws {SetupFailure} when there is no apt-get, no root, or apt-get fails; the message names the packages
 */
export async function ensureDebianPackages(packages) {
  const missing = missingPackages(packages);
  if (missing.length === 0) return;

  const asRoot = howToBeRoot();
  if (!asRoot) throw new SetupFailure(installLine(missing));

  await step(`Installing the Debian packages ${missing.join(' ')}`, async () => {
    const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
    const advice = installLine(missing);
    await runLogged('apt-update', [...asRoot, ...aptGet, 'update'], { env, advice });
    const install = [...asRoot, ...aptGet, 'install', '-y', '--no-install-recommends', ...missing];
    await runLogged('apt-install', install, { env, advice });
  });

  const stillMissing = missingPackages(packages);
  if (stillMissing.length > 0) {
    throw new SetupFailure(`apt-get installed ${stillMissing.join(' ')}, but not where Debian 12 puts them.`);
  }
}

/**
 * The words to put before apt-get, or undefined when this machine has no apt-get or we may not use it.
 * @returns {string[] | undefined}
 */
function howToBeRoot() {
  if (!existsSync('/usr/bin/apt-get')) return undefined;
  if (process.getuid?.() === 0) return [];
  const sudo = spawnSync('sudo', ['-n', 'true'], { stdio: 'ignore' });
  return sudo.status === 0 ? ['sudo', '-n', 'env', 'DEBIAN_FRONTEND=noninteractive'] : undefined;
}
