import { setTimeout as pause } from 'node:timers/promises';
import { Fleets } from '../fleet/fleets.ts';
import type { Target } from '../fleet/orders.ts';
import { cpuMs, machineCpuMs, receiveBufferErrors, socketDrops } from '../machine/counters.ts';
import type { Contestant, ServerUnderTest } from './contestants.ts';
import { cores, type Surroundings, say } from './surroundings.ts';

const settleMs = 500;
/** Joins before anything is measured: a server in service has long compiled and allocated what a join needs. */
const warmUpBots = 600;

/** A fresh server and fresh bots, which are about to join. */
export interface Trial {
  server: ServerUnderTest;
  fleet: Fleets;
  srtpProfile: string;
}

/** Runs one measurement of one server and ends both processes, however it goes. */
export async function runTrial<R>(
  { place }: Surroundings,
  contestant: Contestant,
  bots: number,
  measure: (trial: Trial) => Promise<R>,
): Promise<R> {
  const server = await contestant.start(bots + warmUpBots);
  try {
    const fleet = await Fleets.create(place, cores.generator);
    try {
      const [warm, target] = shareOut(server.target, warmUpBots);
      const { srtpProfile } = await fleet.warmUp(warm, warmUpBots);
      await fleet.prepare(target, bots, ['webcam']);
      await pause(settleMs);
      return await measure({ server, fleet, srtpProfile });
    } finally {
      await fleet.close();
    }
  } finally {
    await server.close();
  }
}

/** Splits the tokens of a target; Janus needs none, and its rooms are free again. */
function shareOut(target: Target, first: number): [Target, Target] {
  if (target.kind === 'janus') return [target, target];
  const { tokens } = target;
  return [
    { ...target, tokens: tokens.slice(0, first) },
    { ...target, tokens: tokens.slice(first) },
  ];
}

/** Counters of a moment of a trial; two of them tell what happened between. Times are milliseconds. */
export interface Reading {
  atMs: number;
  /** Of the process that receives media, and of all processes of the server. */
  mediaCpuMs: number;
  serverCpuMs: number;
  /** Of programs that do not belong to the trial. */
  otherCpuMs: number;
  /** Datagrams dropped in the trial's network: at the server's sockets, and at all others. */
  dropsAtServer: number;
  dropsElsewhere: number;
}

export function read({ server, fleet }: Pick<Trial, 'server' | 'fleet'>): Reading {
  const sum = (pids: readonly number[]) => pids.reduce((total, pid) => total + cpuMs(pid), 0);
  const serverCpuMs = sum(server.pids);
  const dropsAtServer = socketDrops(server.mediaPid);
  return {
    atMs: performance.now(),
    mediaCpuMs: cpuMs(server.mediaPid),
    serverCpuMs,
    otherCpuMs: machineCpuMs() - serverCpuMs - sum(fleet.pids) - cpuMs(process.pid),
    dropsAtServer,
    dropsElsewhere: Math.max(0, receiveBufferErrors(server.mediaPid) - dropsAtServer),
  };
}

/** What happened between two readings. */
export function between(
  before: Reading,
  after: Reading,
): Omit<Reading, 'atMs' | 'otherCpuMs'> & { othersPercent: number } {
  return {
    mediaCpuMs: after.mediaCpuMs - before.mediaCpuMs,
    serverCpuMs: after.serverCpuMs - before.serverCpuMs,
    othersPercent: (100 * (after.otherCpuMs - before.otherCpuMs)) / (after.atMs - before.atMs),
    dropsAtServer: after.dropsAtServer - before.dropsAtServer,
    dropsElsewhere: after.dropsElsewhere - before.dropsElsewhere,
  };
}

/** A measurement that fails is told and left out; the others go on. */
export async function attempt<R>(name: string, measure: () => Promise<R>): Promise<R | undefined> {
  try {
    return await measure();
  } catch (error) {
    say(`${name}: ${error instanceof Error ? error.message : String(error)}`);
    return undefined;
  }
}
