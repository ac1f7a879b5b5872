import { setTimeout as pause } from 'node:timers/promises';
import { Floors, type ReceiveFloor } from '../floor/floors.ts';
import { type Contestant, contestants } from './contestants.ts';
import { generatorFaults } from './judge.ts';
import { judgeMedia, type MediaTrial } from './mediaResult.ts';
import { printResult } from './result.ts';
import { readSettings } from './settings.ts';
import { cores, lookAround, type Surroundings, say } from './surroundings.ts';
import { attempt, between, read, runTrial } from './trial.ts';

/**
 * Processor time for each packet that a server receives and decrypts, with nobody watching: ours, beside Janus with the
 * same bots, beside what receiving and decrypting alone cost on this machine.
 */
const settings = readSettings(process.argv.slice(2), { rounds: 3, bots: 300, seconds: 8, inFlight: 20 });
/** Longer than any server lets pass between two reports of what it received. */
const reportMs = 2_500;
const settleMs = 500;
const drainMs = 200;

async function measure(surroundings: Surroundings, contestant: Contestant): Promise<MediaTrial> {
  return runTrial(surroundings, contestant, settings.bots, async (trial) => {
    const { fleet, srtpProfile } = trial;
    const { bots, inFlight, seconds } = settings;
    const { joinMs, failures } = await fleet.join({ bots, inFlight });
    await pause(settleMs);
    const before = read(trial);
    const burst = await fleet.burst(seconds);
    await pause(drainMs);
    const used = between(before, read(trial));
    await pause(reportMs);
    const counts = await fleet.counts();
    const receivedPackets = burst.sentPackets * Math.min(1, counts.receivedPackets / counts.sentPackets);
    const faults = generatorFaults({ ...burst, ...used });
    if (failures.length > 0) faults.push(`${failures.length} bots did not come live: ${failures[0]}`);
    const result: MediaTrial = {
      contestant,
      srtpProfile,
      live: joinMs.length,
      receivedPackets,
      delivered: receivedPackets / burst.sentPackets,
      packetsPerSecond: burst.sentPackets / burst.seconds,
      bytesPerPacket: burst.sentBytes / burst.sentPackets,
      usPerPacket: (used.mediaCpuMs * 1_000) / receivedPackets,
      usPerPacketWholeServer: (used.serverCpuMs * 1_000) / receivedPackets,
      corePercent: used.mediaCpuMs / burst.seconds / 10,
      dropsAtServer: used.dropsAtServer,
      generator: { cpuPercent: burst.cpuPercent, lagP99Ms: burst.lagP99Ms },
      faults,
    };
    say(
      `${contestant.name}: ${result.usPerPacket.toFixed(2)} us a packet (whole server ${result.usPerPacketWholeServer.toFixed(2)}), ` +
        `${(result.packetsPerSecond / 1_000).toFixed(1)} kpps, ${(100 * result.delivered).toFixed(2)} % delivered, ` +
        `${result.corePercent.toFixed(0)} % of a core, ${srtpProfile}; generator ${burst.cpuPercent.toFixed(0)} %, ` +
        `${burst.lagP99Ms.toFixed(1)} ms late${faults.length > 0 ? `; left out: ${faults.join('; ')}` : ''}`,
    );
    return result;
  });
}

const surroundings = await lookAround(settings);
const trials: MediaTrial[] = [];
const floors: ReceiveFloor[] = [];
const compiled = await attempt('the floor', () => Floors.compile(surroundings.place, cores));
for (let round = 1; round <= settings.rounds; round += 1) {
  say(`round ${round} of ${settings.rounds}`);
  for (const contestant of contestants(surroundings)) {
    const trial = await attempt(contestant.name, () => measure(surroundings, contestant));
    if (trial) trials.push(trial);
    if (!trial?.contestant.isOurs || !compiled) continue;
    const floor = await attempt('the floor', () =>
      compiled.receive(Math.round(trial.bytesPerPacket), trial.srtpProfile),
    );
    if (floor) {
      floors.push(floor);
      say(`floor: ${floor.receiveUs.toFixed(2)} us to receive, ${floor.unprotectUs.toFixed(2)} us to decrypt`);
    }
  }
}
printResult(judgeMedia({ trials, floors, settings, facts: surroundings.facts }));
process.exit();
