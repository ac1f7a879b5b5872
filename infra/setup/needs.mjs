import path from 'node:path';
import { debianPackages, ensureDebianPackages } from './debian.mjs';
import { k6Binary, presentK6 } from './k6.mjs';
import { findNode } from './node22.mjs';
import { installPackages } from './packages.mjs';
import { linkPostgres } from './postgres.mjs';
import { checkUws } from './uws.mjs';
import { buildWeb } from './web.mjs';
import { workerBinary } from './worker.mjs';

/**
 * What a command can need. `app` is everything that `npm start` runs; every need brings Node 22 and the npm packages. With
 * `k6IfThere` a k6 that is there already is used, and none is built.
 */
export const knownNeeds = ['packages', 'app', 'browser', 'redis', 'bench', 'k6', 'k6IfThere'];

/**
 * Makes sure that all needs are there. Prints nothing when they are.
 * @param {string} root the checkout
 * @param {string[]} needs of `knownNeeds`
 * @param {NodeJS.ProcessEnv} env
 * @returns {Promise<NodeJS.ProcessEnv>} the environment for the command
 * @throws {import('./failure.mjs').SetupFailure} with one line that says what to install or do
 */
export async function provide(root, needs, env) {
  const has = (/** @type {string} */ need) => needs.includes(need);
  // First, because it is what a person without root has to do something about.
  await ensureDebianPackages([
    ...(has('browser') ? debianPackages.browser : []),
    ...(has('redis') ? debianPackages.redis : []),
    ...(has('bench') ? debianPackages.bench : []),
  ]);
  const node = await findNode(root);
  const k6 = has('k6') ? await k6Binary(env) : has('k6IfThere') ? presentK6(env) : undefined;
  const ready = { ...env, PATH: searchPath(root, node.binary, env), ...(k6 && { INVIGIL_K6: k6 }) };
  const installation = await installPackages(root, ready);
  if (!has('app')) return ready;

  const worker = await workerBinary(root, ready);
  checkUws(root, node.abi, installation);
  if (!env.DATABASE_URL) linkPostgres(root, node.binary);
  await buildWeb(root, ready);
  return { ...ready, MEDIASOUP_WORKER_BIN: worker };
}

/**
 * @param {string} root
 * @param {string} node
 * @param {NodeJS.ProcessEnv} env
 */
function searchPath(root, node, env) {
  return [path.join(root, 'node_modules', '.bin'), path.dirname(node), env.PATH].filter(Boolean).join(path.delimiter);
}
