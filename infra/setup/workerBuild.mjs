import { rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { temporaryFolder } from './cache.mjs';
import { runLogged } from './command.mjs';
import { debianPackages, ensureDebianPackages } from './debian.mjs';
import { step } from './progress.mjs';

const advice = 'The mediasoup worker cannot be built. Set MEDIASOUP_WORKER_BIN to a worker that runs here.';
const bytesPerCompiler = 1024 ** 3;

/**
 * Builds the worker from the sources in the npm package on Debian's libraries: minutes of work for the processor.
 * @param {string} recipe our folder with CMakeLists.txt
 * @param {string} sources the worker folder of the npm package
 * @returns {Promise<{ binary: string, discard: () => void }>} `discard` removes the build folder with the binary
 */
export async function buildWorker(recipe, sources) {
  await ensureDebianPackages(debianPackages.worker);
  const folder = temporaryFolder('worker-build');
  const discard = () => rmSync(folder, { recursive: true, force: true });
  try {
    await step('Building the mediasoup worker', async (report) => {
      const configure = ['cmake', '-G', 'Ninja', '-S', recipe, '-B', folder, `-DWORKER=${sources}`];
      await runLogged('worker-configure', configure, { advice });
      await runLogged('worker-build', ['ninja', '-C', folder, '-j', String(compilers())], {
        advice,
        onLine: (line) => {
          const [, done, total] = /^\[(\d+)\/(\d+)\]/.exec(line) ?? [];
          if (done && total) report(Number(done), Number(total));
        },
      });
    });
    return { binary: path.join(folder, 'mediasoup-worker'), discard };
  } catch (error) {
    discard();
    throw error;
  }
}

/** One compiler per processor, as far as the memory goes. */
function compilers() {
  return Math.max(1, Math.min(os.availableParallelism(), Math.floor(os.freemem() / bytesPerCompiler)));
}
