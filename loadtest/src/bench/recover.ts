import { setTimeout as pause } from 'node:timers/promises';
import { Floors, type HandshakeFloor } from '../floor/floors.ts';
import { monotonicMs } from '../machine/monotonic.ts';
import { type Contestant, contestants } from './contestants.ts';
import { generatorFaults } from './judge.ts';
import { judgeRecover, type RecoverTrial } from './recoverResult.ts';
import { printResult } from './result.ts';
import { readSettings } from './settings.ts';
import { quantile } from './statistics.ts';
import { cores, lookAround, type Surroundings, say } from './surroundings.ts';
import { attempt, runTrial } from './trial.ts';

/**
 * How long media is gone after the process that receives it was killed: until the server says that it receives the
 * republished stream. Ours takes a spare worker; Janus is started again by a supervisor and joined anew.
 */
const settings = readSettings(process.argv.slice(2), { rounds: 3, bots: 300, seconds: 2, inFlight: 20 });
const lostAfterMs = 10_000;

async function measure(surroundings: Surroundings, contestant: Contestant): Promise<RecoverTrial> {
  return runTrial(surroundings, contestant, settings.bots, async (trial) => {
    const { server, fleet } = trial;
    const { bots, inFlight, seconds } = settings;
    const joined = await fleet.join({ bots, inFlight });
    if (joined.failures.length > 0) throw new Error(`bots did not come live: ${joined.failures[0]}`);
    await fleet.prepareAgain();
    // What candidates send whom nobody watches: the rest would only keep the generator from reconnecting.
    await fleet.play('smallest');
    await pause(seconds * 1_000);
    const killedAtMs = monotonicMs();
    const crashed = server.crash();
    const back = await fleet.awaitLive(killedAtMs, killedAtMs + lostAfterMs);
    await crashed;
    const gapsMs = back.liveAtMs.flatMap((at) => (at === null ? [] : [at - killedAtMs]));
    const result: RecoverTrial = {
      contestant,
      gapP50Ms: quantile(gapsMs, 0.5),
      gapP95Ms: quantile(gapsMs, 0.95),
      gapMaxMs: Math.max(...gapsMs),
      sessionsLost: bots - gapsMs.length,
      generator: { cpuPercent: back.cpuPercent, lagP99Ms: back.lagP99Ms },
      faults: generatorFaults(back),
    };
    say(
      `${contestant.name}: gap p50 ${result.gapP50Ms.toFixed(0)} ms, p95 ${result.gapP95Ms.toFixed(0)} ms, ` +
        `max ${result.gapMaxMs.toFixed(0)} ms, ${result.sessionsLost} of ${bots} lost; generator ` +
        `${back.cpuPercent.toFixed(0)} %, ${back.lagP99Ms.toFixed(1)} ms late`,
    );
    return result;
  });
}

const surroundings = await lookAround(settings);
const trials: RecoverTrial[] = [];
const floors: HandshakeFloor[] = [];
const compiled = await attempt('the floor', () => Floors.compile(surroundings.place, cores));
for (let round = 1; round <= settings.rounds; round += 1) {
  say(`round ${round} of ${settings.rounds}`);
  const floor = compiled && (await attempt('the floor', () => compiled.handshake()));
  if (floor) {
    floors.push(floor);
    const seconds = (floor.serverMs * settings.bots) / 1_000;
    say(`floor: ${seconds.toFixed(2)} s for the server's half of ${settings.bots} DTLS handshakes`);
  }
  for (const contestant of contestants(surroundings).filter(({ isOurs, eventLoops }) => isOurs || eventLoops)) {
    const trial = await attempt(contestant.name, () => measure(surroundings, contestant));
    if (trial) trials.push(trial);
  }
}
printResult(judgeRecover({ trials, floors, settings, facts: surroundings.facts }));
process.exit();
