import type { ReceiveFloor } from '../floor/floors.ts';
import type { Contestant } from './contestants.ts';
import { atLeast, atMost } from './judge.ts';
import type { BenchResult } from './result.ts';
import type { BenchSettings } from './settings.ts';
import { median, round } from './statistics.ts';

/** One server's burst. Processor times are microseconds. */
export interface MediaTrial {
  contestant: Pick<Contestant, 'name' | 'isOurs' | 'eventLoops'>;
  srtpProfile: string;
  live: number;
  receivedPackets: number;
  delivered: number;
  packetsPerSecond: number;
  bytesPerPacket: number;
  /** Of the process that receives media. */
  usPerPacket: number;
  usPerPacketWholeServer: number;
  corePercent: number;
  dropsAtServer: number;
  generator: { cpuPercent: number; lagP99Ms: number };
  /** Why it does not count. */
  faults: string[];
}

const mostOfJanus = 0.3;
const leastOfFloor = 0.25;

/** Medians over the trials that count, and what follows from them. */
export function judgeMedia(run: {
  trials: readonly MediaTrial[];
  floors: readonly ReceiveFloor[];
  settings: BenchSettings;
  facts: Record<string, unknown>;
}): BenchResult {
  const { trials, floors, settings, facts } = run;
  const sound = trials.filter(({ faults }) => faults.length === 0);
  const ours = figuresOf(sound.filter(({ contestant }) => contestant.isOurs));
  const variants = [
    ...new Set(sound.filter(({ contestant }) => !contestant.isOurs).map(({ contestant }) => contestant.name)),
  ]
    .flatMap((name) => figuresOf(sound.filter(({ contestant }) => contestant.name === name)) ?? [])
    .toSorted((a, b) => a.usPerPacket - b.usPerPacket);
  const [peer, ...others] = variants;
  const limit = limitOf(floors);
  const ratio = ours && peer ? round(ours.usPerPacket / peer.usPerPacket, 3) : null;
  const limitRatio = ours && limit ? round(limit.usPerPacket / ours.usPerPacket, 3) : null;
  const reasons = ours
    ? []
    : [...new Set(trials.filter(({ contestant }) => contestant.isOurs).flatMap((t) => t.faults))];
  if (!ours && reasons.length === 0) reasons.push('our server could not be measured');
  if (ours && peer && ours.srtpProfile !== peer.srtpProfile) reasons.push('the two agreed on different SRTP suites');
  if (ours && !peer && trials.some(({ contestant }) => !contestant.isOurs)) reasons.push('no trial of Janus counts');
  return {
    bench: 'media',
    judged: reasons.length === 0,
    reasons,
    ours,
    peer: peer ? { ...peer, version: facts.janus, otherSettings: others } : null,
    limit: limit && { ...limit, shareOfOurs: limitRatio },
    ratio,
    goals: [
      atMost('ours / Janus, CPU per packet', ratio ?? undefined, mostOfJanus),
      atLeast('limit / ours, CPU per packet', limitRatio ?? undefined, leastOfFloor),
    ],
    conditions: { ...settings, trialsLeftOut: trials.length - sound.length, ...facts },
  };
}

function figuresOf(trials: readonly MediaTrial[]) {
  const [first] = trials;
  if (!first) return null;
  const of = (read: (trial: MediaTrial) => number, digits = 2) => round(median(trials.map(read)), digits);
  const each = trials.map(({ usPerPacket }) => round(usPerPacket));
  return {
    name: first.contestant.name,
    usPerPacket: of((trial) => trial.usPerPacket),
    usPerPacketRange: [Math.min(...each), Math.max(...each)],
    usPerPacketWholeServer: of((trial) => trial.usPerPacketWholeServer),
    corePercent: of((trial) => trial.corePercent, 1),
    publishers: of((trial) => trial.live, 0),
    packetsPerSecond: of((trial) => trial.packetsPerSecond, 0),
    bytesPerPacket: of((trial) => trial.bytesPerPacket, 0),
    deliveredPercent: of((trial) => 100 * trial.delivered, 3),
    srtpProfile: first.srtpProfile,
    generator: {
      cpuPercent: of((trial) => trial.generator.cpuPercent, 0),
      lagP99Ms: of((trial) => trial.generator.lagP99Ms, 1),
    },
    trials: trials.length,
  };
}

function limitOf(floors: readonly ReceiveFloor[]) {
  if (floors.length === 0) return null;
  const receiveUs = round(median(floors.map((floor) => floor.receiveUs)));
  const unprotectUs = round(median(floors.map((floor) => floor.unprotectUs)));
  return { what: 'UDP receive + SRTP unprotect', usPerPacket: round(receiveUs + unprotectUs), receiveUs, unprotectUs };
}
