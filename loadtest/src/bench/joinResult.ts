import type { HandshakeFloor } from '../floor/floors.ts';
import type { Contestant } from './contestants.ts';
import { atLeast, atMost } from './judge.ts';
import type { BenchResult } from './result.ts';
import type { BenchSettings } from './settings.ts';
import { median, round } from './statistics.ts';

/** One server's joins. */
export interface JoinTrial {
  contestant: Pick<Contestant, 'name' | 'isOurs' | 'eventLoops'>;
  srtpProfile: string;
  live: number;
  failed: number;
  joinsPerSecond: number;
  /** Of candidates who come at a steady rate that the server can take. */
  p50Ms: number;
  p95Ms: number;
  /** Of those who join at the rate that `joinsPerSecond` tells. */
  crowdedP95Ms: number;
  /** Of all processes of the server. */
  cpuMsPerJoin: number;
  /** Of the process that receives media. */
  mediaCpuMsPerJoin: number;
  generator: { cpuPercent: number; lagP99Ms: number };
  faults: string[];
}

const leastOfJanus = 2;
const mostP95Ms = 100;

/**
 * Medians over the rounds. A generator at its limit only makes a server look slower than it is, so faults of our trials
 * count against a judgement only when a goal is missed, and faults of Janus' always.
 */
export function judgeJoin(run: {
  trials: readonly JoinTrial[];
  floors: readonly HandshakeFloor[];
  settings: BenchSettings;
  facts: Record<string, unknown>;
}): BenchResult {
  const { trials, floors, settings, facts } = run;
  const ourTrials = trials.filter(({ contestant }) => contestant.isOurs);
  const soundOnes = ourTrials.filter(({ faults }) => faults.length === 0);
  const ours = figuresOf(soundOnes.length > 0 ? soundOnes : ourTrials);
  const theirs = trials.filter(({ contestant, faults }) => !contestant.isOurs && faults.length === 0);
  const [peer, ...others] = [...new Set(theirs.map(({ contestant }) => contestant.name))]
    .flatMap((name) => figuresOf(theirs.filter(({ contestant }) => contestant.name === name)) ?? [])
    .toSorted((a, b) => b.joinsPerSecond - a.joinsPerSecond);
  const handshakeMs = floors.length > 0 ? round(median(floors.map(({ serverMs }) => serverMs)), 3) : undefined;
  const ratio = ours && peer ? round(ours.joinsPerSecond / peer.joinsPerSecond, 2) : null;
  const goals = [
    atLeast('ours / Janus, joins per second', ratio ?? undefined, leastOfJanus),
    atMost('our p95 in milliseconds', ours?.p95Ms, mostP95Ms),
  ];
  const reasons: string[] = [];
  if (!ours) reasons.push('our server could not be measured');
  if (soundOnes.length === 0 && goals.some(({ met }) => met === false)) {
    reasons.push(...new Set(ourTrials.flatMap(({ faults }) => faults)));
  }
  if (!peer && trials.some(({ contestant }) => !contestant.isOurs)) reasons.push('no trial of Janus counts');
  return {
    bench: 'join',
    judged: reasons.length === 0,
    reasons,
    ours,
    peer: peer ? { ...peer, version: facts.janus, otherSettings: others } : null,
    limit:
      handshakeMs === undefined
        ? null
        : {
            what: "the server's half of a DTLS 1.2 handshake, ECDSA P-256",
            cpuMsPerJoin: handshakeMs,
            joinsPerSecond: round(1_000 / handshakeMs, 0),
            ...(ours ? { shareOfOurs: round(handshakeMs / ours.cpuMsPerJoin, 3) } : {}),
          },
    ratio,
    goals,
    conditions: { ...settings, ...facts },
  };
}

function figuresOf(trials: readonly JoinTrial[]) {
  const [first] = trials;
  if (!first) return null;
  const of = (read: (trial: JoinTrial) => number, digits = 1) => round(median(trials.map(read)), digits);
  const rates = trials.map(({ joinsPerSecond }) => round(joinsPerSecond, 0));
  return {
    name: first.contestant.name,
    joinsPerSecond: of((trial) => trial.joinsPerSecond),
    joinsPerSecondRange: [Math.min(...rates), Math.max(...rates)],
    p50Ms: of((trial) => trial.p50Ms),
    p95Ms: of((trial) => trial.p95Ms),
    crowdedP95Ms: of((trial) => trial.crowdedP95Ms),
    cpuMsPerJoin: of((trial) => trial.cpuMsPerJoin, 3),
    mediaCpuMsPerJoin: of((trial) => trial.mediaCpuMsPerJoin, 3),
    live: of((trial) => trial.live, 0),
    failed: of((trial) => trial.failed, 0),
    srtpProfile: first.srtpProfile,
    generator: {
      cpuPercent: of((trial) => trial.generator.cpuPercent, 0),
      lagP99Ms: of((trial) => trial.generator.lagP99Ms, 1),
    },
    generatorFaults: [...new Set(trials.flatMap(({ faults }) => faults))],
    trials: trials.length,
  };
}
