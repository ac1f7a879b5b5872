import { AutosaveServer } from '../api/autosaveServer.ts';
import { loopback } from '../machine/place.ts';
import { type AutosaveRound, judgeAutosave } from './autosaveResult.ts';
import { rawWriters, runAutosaveRound } from './autosaveTrials.ts';
import { printResult } from './result.ts';
import { readSettings } from './settings.ts';
import { cores, machineFacts, say } from './surroundings.ts';
import { attempt } from './trial.ts';

/**
 * How many answers are saved in a second by the api and its database on one core, beside the bare statements that it takes;
 * then both are killed outright in the middle of saving, and everything that was acknowledged must be there. Each round has
 * a fresh server and an empty database.
 */
const settings = readSettings(process.argv.slice(2), { rounds: 2, bots: 2_000, seconds: 4, inFlight: 64 });
if (settings.bots < settings.inFlight) throw new Error('a bench of autosave needs as many bots as connections');

const facts = { ...machineFacts(), network: 'loopback' };

const rounds: AutosaveRound[] = [];
for (let round = 1; round <= settings.rounds; round += 1) {
  say(`round ${round} of ${settings.rounds}`);
  const measured = await attempt('autosave', async () => {
    const server = await AutosaveServer.create(loopback, cores.server, settings.bots + rawWriters);
    try {
      return await runAutosaveRound(server, settings);
    } finally {
      await server.close();
    }
  });
  if (measured) rounds.push(measured);
}
printResult(judgeAutosave({ rounds, settings, facts }));
process.exit();
