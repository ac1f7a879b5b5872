import { availableParallelism, cpus, release } from 'node:os';
import { ApiServer } from '../api/apiServer.ts';
import { loopback } from '../machine/place.ts';
import { type ApiRound, judgeApi } from './apiResult.ts';
import { runRound } from './apiTrials.ts';
import { printResult } from './result.ts';
import { readSettings } from './settings.ts';
import { cores, say } from './surroundings.ts';
import { attempt } from './trial.ts';

/**
 * What the HTTP api costs above what it cannot do without: a dashboard beside the bare statements it needs, a sign-in beside
 * the bare check of its password; redeeming a code and importing a roster in people per second. Each round has a fresh
 * server and an empty database.
 */
const settings = readSettings(process.argv.slice(2), { rounds: 3, bots: 100, seconds: 4, inFlight: 8 });
if (availableParallelism() < 2) throw new Error('a bench needs two processor cores: one for each side');

const facts = {
  processor: cpus()[0]?.model.trim(),
  cores: availableParallelism(),
  kernel: release(),
  node: process.versions.node,
  network: 'loopback',
};
for (const [name, value] of Object.entries(facts)) say(`${name}: ${value ?? 'not found'}`);

const rounds: ApiRound[] = [];
for (let round = 1; round <= settings.rounds; round += 1) {
  say(`round ${round} of ${settings.rounds}`);
  const measured = await attempt('the api', async () => {
    const server = await ApiServer.create(loopback, cores.server);
    try {
      return await runRound(server, settings, round);
    } finally {
      await server.close();
    }
  });
  if (measured) rounds.push(measured);
}
printResult(judgeApi({ rounds, settings, facts }));
process.exit();
