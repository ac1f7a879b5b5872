import { Floors, type HandshakeFloor } from '../floor/floors.ts';
import { type Contestant, contestants } from './contestants.ts';
import { type JoinTrial, judgeJoin } from './joinResult.ts';
import { generatorFaults } from './judge.ts';
import { printResult } from './result.ts';
import { readSettings } from './settings.ts';
import { quantile } from './statistics.ts';
import { cores, lookAround, type Surroundings, say } from './surroundings.ts';
import { attempt, between, read, runTrial } from './trial.ts';

/**
 * How many candidates a server takes in a second when so many join at a time, and how long one waits, from opening its socket
 * until the server says that it receives its media, when they come as on the morning of an exam: ours, beside Janus with
 * the same bots.
 */
const settings = readSettings(process.argv.slice(2), { rounds: 3, bots: 300, seconds: 8, inFlight: 20 });
/** 2,000 candidates within a minute. */
const morning = { bots: 100, inFlight: 100, perSecond: 2_000 / 60 };

async function measure(surroundings: Surroundings, contestant: Contestant): Promise<JoinTrial> {
  return runTrial(surroundings, contestant, settings.bots + morning.bots, async (trial) => {
    const { fleet, srtpProfile } = trial;
    const { bots, inFlight } = settings;
    const calm = await fleet.join(morning);
    const before = read(trial);
    const joined = await fleet.join({ bots, inFlight });
    const used = between(before, read(trial));
    const live = joined.joinMs.length;
    const result: JoinTrial = {
      contestant,
      srtpProfile,
      live,
      failed: bots + morning.bots - live - calm.joinMs.length,
      joinsPerSecond: live / joined.seconds,
      p50Ms: quantile(calm.joinMs, 0.5),
      p95Ms: quantile(calm.joinMs, 0.95),
      crowdedP95Ms: quantile(joined.joinMs, 0.95),
      cpuMsPerJoin: used.serverCpuMs / live,
      mediaCpuMsPerJoin: used.mediaCpuMs / live,
      generator: { cpuPercent: joined.cpuPercent, lagP99Ms: joined.lagP99Ms },
      faults: generatorFaults({ ...joined, ...used }),
    };
    if (result.failed > 0) result.faults.push(`${result.failed} bots did not come live: ${joined.failures[0]}`);
    say(
      `${contestant.name}: ${result.joinsPerSecond.toFixed(0)} joins/s with p95 ${result.crowdedP95Ms.toFixed(0)} ms, ` +
        `${result.cpuMsPerJoin.toFixed(2)} ms CPU each; at ${morning.perSecond.toFixed(0)}/s p50 ${result.p50Ms.toFixed(0)} ms, ` +
        `p95 ${result.p95Ms.toFixed(0)} ms; ` +
        `generator ${joined.cpuPercent.toFixed(0)} %, ${joined.lagP99Ms.toFixed(1)} ms late` +
        `${result.faults.length > 0 ? `; ${result.faults.join('; ')}` : ''}`,
    );
    return result;
  });
}

const surroundings = await lookAround(settings);
const trials: JoinTrial[] = [];
const floors: HandshakeFloor[] = [];
const compiled = await attempt('the floor', () => Floors.compile(surroundings.place, cores));
for (let round = 1; round <= settings.rounds; round += 1) {
  say(`round ${round} of ${settings.rounds}`);
  const floor = compiled && (await attempt('the floor', () => compiled.handshake()));
  if (floor) {
    floors.push(floor);
    say(`floor: ${floor.serverMs.toFixed(2)} ms for the server's half of a DTLS handshake`);
  }
  for (const contestant of contestants(surroundings)) {
    const trial = await attempt(contestant.name, () => measure(surroundings, contestant));
    if (trial) trials.push(trial);
  }
}
printResult(judgeJoin({ trials, floors, settings, facts: surroundings.facts }));
process.exit();
