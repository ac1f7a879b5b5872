import { parseArgs } from 'node:util';
import { printResult } from '@invigil/loadtest/bench/result';
import { type Manner, runRoomTrial } from '@invigil/loadtest/bench/roomTrial';
import { lookAround, say } from '@invigil/loadtest/bench/surroundings';
import { attempt } from '@invigil/loadtest/bench/trial';
import { z } from 'zod';
import { judgeWall } from './verdict.ts';
import { runWall } from './wallRun.ts';

/**
 * One proctor's page in a real Chromium before 100 candidates: bots that send real VP8 and obey what is watched. Then what
 * forwarding costs the server, with a bot for a proctor: what is in sight, beside everything. Janus has no part in it: its
 * client here publishes only. `--candidates 100 --seconds 15 --focuses 12 --width 1920 --height 1080`.
 */
const { values } = parseArgs({
  options: Object.fromEntries(
    ['candidates', 'seconds', 'focuses', 'width', 'height'].map((name) => [name, { type: 'string' as const }]),
  ),
});
const whole = z.coerce.number().int().min(1);
const { width, height, ...asked } = z
  .object({
    candidates: whole.max(300).default(100),
    seconds: whole.max(60).default(15),
    focuses: whole.max(40).default(12),
    width: whole.default(1_920),
    height: whole.default(1_080),
  })
  .parse(values);
const settings = { ...asked, view: { width, height } };
const { candidates } = settings;

const surroundings = await lookAround({ peer: false });
const wall = await runWall(settings);
const trial = (manner: Manner) =>
  attempt(manner.name, () => runRoomTrial(surroundings, { manner, candidates, seconds: settings.seconds / 2 }));
const seen = await trial({ name: 'what is in sight', sends: 'demanded', watched: { focus: 0, tile: candidates } });
const everything = await trial({ name: 'everything', sends: 'everything', watched: { focus: candidates, tile: 0 } });
say('done');
printResult(judgeWall({ wall, seen, everything, settings, facts: surroundings.facts }));
process.exit();
