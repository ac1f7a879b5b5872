import { ApiServer } from '../api/apiServer.ts';
import { loopback } from '../machine/place.ts';
import { type ApiRound, judgeApi } from './apiResult.ts';
import { runRound } from './apiTrials.ts';
import { printResult } from './result.ts';
import { readSettings } from './settings.ts';
import { cores, machineFacts, say } from './surroundings.ts';
import { attempt } from './trial.ts';

/**
 * What the HTTP api costs above what it cannot do without: a dashboard beside the bare statements it needs, a sign-in beside
 * the bare check of its password; redeeming a code and importing a roster in people per second. Each round has a fresh
 * server and an empty database.
 */
const settings = readSettings(process.argv.slice(2), { rounds: 3, bots: 100, seconds: 4, inFlight: 8 });

const facts = { ...machineFacts(), network: 'loopback' };

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
