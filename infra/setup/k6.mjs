import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { cacheFolder, fillFolder } from './cache.mjs';
import { runLogged } from './command.mjs';
import { SetupFailure } from './failure.mjs';
import { withLock } from './lock.mjs';
import { say, step } from './progress.mjs';

/** The version that is built, and the oldest that runs TypeScript as it is. */
const built = '1.8.1';
const oldestMajor = 1;
const module = `go.k6.io/k6@v${built}`;
const advice = 'Install k6 1.0 or newer, or Go 1.25 or newer to have it built, then run again.';

/**
 * The path of a k6 that runs the load scripts: the given one (INVIGIL_K6), else the one on PATH, else the one in the cache,
 * else one built by Go from the Go module proxy, which checks its sum.
 * @param {NodeJS.ProcessEnv} env
 * @throws {SetupFailure} when the given one does not run, or none can be had
 */
export async function k6Binary(env) {
  const present = presentK6(env);
  if (present) return present;
  if (spawnSync('go', ['version'], { env, stdio: 'ignore' }).status !== 0) {
    throw new SetupFailure(`There is neither k6 nor Go on this machine. ${advice}`);
  }
  const folder = cachedFolder(env);
  await withLock(
    'k6',
    async () => {
      if (runsScripts(path.join(folder, 'k6'), env)) return;
      await step(`Building k6 ${built} (a few minutes, once)`, () =>
        fillFolder(folder, (target) =>
          runLogged('k6-build', ['go', 'install', module], {
            env: { ...env, GOBIN: target, GOFLAGS: '-buildvcs=false' },
            advice: `k6 could not be built. ${advice}`,
          }),
        ),
      );
    },
    () => say('Waiting for another setup that builds k6.'),
  );
  return path.join(folder, 'k6');
}

/**
 * A k6 that is there already, with nothing fetched or built.
 * @param {NodeJS.ProcessEnv} env
 * @returns {string | undefined}
 * @throws {SetupFailure} when the given one (INVIGIL_K6) does not run
 */
export function presentK6(env) {
  const given = env.INVIGIL_K6;
  if (given) {
    if (runsScripts(given, env)) return given;
    throw new SetupFailure(`INVIGIL_K6=${given} is no k6 of version 1.0 or newer. Correct or unset it.`);
  }
  return ['k6', path.join(cachedFolder(env), 'k6')].find((candidate) => runsScripts(candidate, env));
}

/** @param {NodeJS.ProcessEnv} env */
function cachedFolder(env) {
  return path.join(cacheFolder(env), 'k6', `${built}-${process.platform}-${process.arch}`);
}

/**
 * Whether a program is a k6 that runs TypeScript; the package of that name in the npm registry is none.
 * @param {string} binary
 * @param {NodeJS.ProcessEnv} env
 */
function runsScripts(binary, env) {
  const { status, stdout } = spawnSync(binary, ['version'], { env, encoding: 'utf8' });
  const major = /^k6 v(\d+)\./.exec(stdout ?? '')?.[1];
  return status === 0 && major !== undefined && Number(major) >= oldestMajor;
}
