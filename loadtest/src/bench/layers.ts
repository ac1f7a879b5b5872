import { judgeLayers, manners } from './layersResult.ts';
import { printResult } from './result.ts';
import { type RoomTrial, runRoomTrial } from './roomTrial.ts';
import { readSettings } from './settings.ts';
import { lookAround, say } from './surroundings.ts';
import { attempt } from './trial.ts';

/**
 * How many candidates one core of the media server takes when a step that nobody watches is off at its sender, and how many
 * when every candidate always sends everything: the same bots, watched by the same proctor, and once by one who watches all.
 */
const settings = readSettings(process.argv.slice(2), { rounds: 2, bots: 120, seconds: 10, inFlight: 10 });
const surroundings = await lookAround({ peer: false });
const trials: RoomTrial[] = [];
for (let round = 1; round <= settings.rounds; round += 1) {
  say(`round ${round} of ${settings.rounds}`);
  for (const manner of manners(settings.bots)) {
    const { bots: candidates, seconds } = settings;
    const trial = await attempt(manner.name, () => runRoomTrial(surroundings, { manner, candidates, seconds }));
    if (trial) trials.push(trial);
  }
}
printResult(judgeLayers({ trials, settings, facts: surroundings.facts }));
process.exit();
