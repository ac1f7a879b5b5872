import { spawnSync } from 'node:child_process';
import { chmodSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';

const timeoutMs = 15_000;

/**
 * Fetches the worker that mediasoup publishes for this platform, from the place and under the name that the package's own
 * installation script uses. That script itself is of no use here: without the download it starts a build that needs more
 * of the internet, and it writes into node_modules.
 * @param {string} mediasoup the folder of the npm package
 * @param {string} target the folder that gets `mediasoup-worker`
 * @returns {Promise<boolean>} false when there is none, or it cannot be fetched within 15 s
 */
export async function downloadWorker(mediasoup, target) {
  if (process.env.MEDIASOUP_SKIP_WORKER_PREBUILT_DOWNLOAD) return false;
  const archive = path.join(target, 'worker.tgz');
  try {
    const reply = await fetch(downloadUrl(mediasoup), { signal: AbortSignal.timeout(timeoutMs) });
    if (!reply.ok) return false;
    writeFileSync(archive, Buffer.from(await reply.arrayBuffer()));
  } catch {
    // No network, a name that does not resolve, a time-out: the worker is then built, and setup has said so.
    return false;
  }
  const unpacked = spawnSync('tar', ['-xzf', archive, '--no-same-owner', '-C', target], { stdio: 'ignore' });
  rmSync(archive);
  if (unpacked.status !== 0) return false;
  chmodSync(path.join(target, 'mediasoup-worker'), 0o755);
  return true;
}

/** @param {string} mediasoup */
export function downloadUrl(mediasoup) {
  const { version, repository } = JSON.parse(readFileSync(path.join(mediasoup, 'package.json'), 'utf8'));
  const releases = `${repository.url.replace(/^git\+/, '').replace(/\.git$/, '')}/releases/download`;
  const base = process.env.MEDIASOUP_WORKER_PREBUILT_DOWNLOAD_BASE_URL || releases;
  const kernel = os.platform() === 'linux' ? `-kernel${os.release().split('.')[0]}` : '';
  return `${base}/${version}/mediasoup-worker-${version}-${os.platform()}-${os.arch()}${kernel}.tgz`;
}
