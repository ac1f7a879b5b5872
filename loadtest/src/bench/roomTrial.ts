import { setTimeout as pause } from 'node:timers/promises';
import type { Watched } from '../bot/proctorBot.ts';
import { Fleets } from '../fleet/fleets.ts';
import { Watcher } from '../fleet/watcher.ts';
import { InvigilServer } from '../invigil/invigilServer.ts';
import { cpuMs, machineCpuMs, preciseCpuMs, receiveBufferErrors, socketDrops } from '../machine/counters.ts';
import { generatorFaults } from './judge.ts';
import { cores, type Surroundings, say } from './surroundings.ts';

/** How a room is watched: what its candidates send, and what its one proctor asks for. */
export interface Manner {
  name: string;
  /** `demanded`: what somebody watches; `everything`: all steps of all sources, always. */
  sends: 'demanded' | 'everything';
  watched: Watched;
}

/** A room of candidates with one proctor, for some seconds. */
export interface RoomTrial {
  manner: string;
  candidates: number;
  seconds: number;
  sentPacketsPerSecond: number;
  /** Of the process that receives and forwards media. */
  mediaCpuMs: number;
  forwardedMbit: number;
  forwardedPackets: number;
  generator: { cpuPercent: number; lagP99Ms: number };
  /** Why it does not count. */
  faults: string[];
}

const joinInFlight = 10;
/** Longer than a step that nobody watches any more stays on, and than bots need to obey. */
const settleMs = 7_000;
/** Share of what the proctor receives. */
const mostDropped = 0.01;

/** Measures one manner with a fresh server and fresh bots, and ends all of them, however it goes. */
export async function runRoomTrial(
  { place }: Pick<Surroundings, 'place'>,
  { manner, candidates, seconds }: { manner: Manner; candidates: number; seconds: number },
): Promise<RoomTrial> {
  const server = await InvigilServer.create({ place, core: cores.server, bots: 0 });
  const fleet = await Fleets.create(place, cores.generator);
  const watcher = await Watcher.create(place, cores.generator);
  try {
    if (server.target.kind !== 'invigil') throw new Error('our server is not Janus');
    const { signalingUrl } = server.target;
    const { tokens, proctorToken } = await server.room(candidates);
    await fleet.prepare({ ...server.target, tokens }, candidates, ['webcam', 'screen'], 'wall');
    await fleet.play('smallest');
    const { joinMs, failures } = await fleet.join({ bots: candidates, inFlight: joinInFlight });
    if (failures.length > 0) throw new Error(`${failures.length} bots did not come live: ${failures[0]}`);
    await fleet.play(manner.sends);
    await watcher.watch({ signalingUrl, token: proctorToken, ...manner.watched });
    await pause(settleMs);

    const read = () => ({
      atMs: performance.now(),
      mediaMs: preciseCpuMs(server.workerPid),
      fleetMs: [...fleet.pids, watcher.pid].reduce((sum, pid) => sum + cpuMs(pid), 0),
      othersMs: machineCpuMs() - cpuMs(server.workerPid) - cpuMs(server.nodePid) - cpuMs(process.pid),
      dropsElsewhere: receiveBufferErrors(server.workerPid) - socketDrops(server.workerPid),
    });
    const before = { ...read(), ...(await fleet.counts()) };
    const [received, strain] = await Promise.all([watcher.receive(seconds), fleet.strain(seconds)]);
    const after = { ...read(), ...(await fleet.counts()) };
    const elapsedMs = after.atMs - before.atMs;
    const fleetMs = after.fleetMs - before.fleetMs;
    const drops = after.dropsElsewhere - before.dropsElsewhere;
    const generator = {
      cpuPercent: (100 * fleetMs) / elapsedMs,
      lagP99Ms: Math.max(received.lagP99Ms, strain.lagP99Ms),
    };
    const trial: RoomTrial = {
      manner: manner.name,
      candidates: joinMs.length,
      seconds: elapsedMs / 1_000,
      sentPacketsPerSecond: (after.sentPackets - before.sentPackets) / (elapsedMs / 1_000),
      mediaCpuMs: after.mediaMs - before.mediaMs,
      forwardedMbit: (received.bytes * 8) / 1e6,
      forwardedPackets: received.packets,
      generator,
      faults: generatorFaults({
        ...generator,
        // One proctor's socket takes bursts that a room's never would; a few lost there change no figure.
        dropsElsewhere: drops > mostDropped * received.packets ? drops : 0,
        othersPercent: (100 * (after.othersMs - before.othersMs - fleetMs)) / elapsedMs,
      }),
    };
    say(
      `${manner.name}: ${(trial.mediaCpuMs / trial.seconds / 10).toFixed(1)} % of a core for ${trial.candidates} candidates, ` +
        `${trial.sentPacketsPerSecond.toFixed(0)} packets/s in, ${(trial.forwardedMbit / trial.seconds).toFixed(2)} Mbit/s out; ` +
        `generator ${generator.cpuPercent.toFixed(0)} %, ${generator.lagP99Ms.toFixed(1)} ms late` +
        `${trial.faults.length > 0 ? `; left out: ${trial.faults.join('; ')}` : ''}`,
    );
    return trial;
  } finally {
    await watcher.close();
    await fleet.close();
    await server.close();
  }
}
