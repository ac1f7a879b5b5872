import type { HandshakeFloor } from '../floor/floors.ts';
import type { Contestant } from './contestants.ts';
import { atMost } from './judge.ts';
import type { BenchResult } from './result.ts';
import type { BenchSettings } from './settings.ts';
import { median, round } from './statistics.ts';

/** One server's crash under load. */
export interface RecoverTrial {
  contestant: Pick<Contestant, 'name' | 'isOurs' | 'eventLoops'>;
  gapP50Ms: number;
  gapP95Ms: number;
  gapMaxMs: number;
  /** Bots whose media was not received again in ten seconds. */
  sessionsLost: number;
  generator: { cpuPercent: number; lagP99Ms: number };
  faults: string[];
}

const mostGapP95Ms = 1_500;

/**
 * Medians over the rounds, but the longest gap and the most sessions lost of any round. All bots reconnect from one core,
 * which only makes gaps longer, so a generator at its limit counts against a judgement only when a goal is missed.
 */
export function judgeRecover(run: {
  trials: readonly RecoverTrial[];
  floors: readonly HandshakeFloor[];
  settings: BenchSettings;
  facts: Record<string, unknown>;
}): BenchResult {
  const { trials, floors, settings, facts } = run;
  const ourTrials = trials.filter(({ contestant }) => contestant.isOurs);
  const ours = figuresOf(ourTrials);
  const peer = figuresOf(trials.filter(({ contestant }) => !contestant.isOurs));
  const handshakesMs = floors.length > 0 ? median(floors.map(({ serverMs }) => serverMs)) * settings.bots : undefined;
  const goals = [
    atMost('our gap p95 in milliseconds', ours?.gapP95Ms, mostGapP95Ms),
    atMost('our sessions lost', ours?.sessionsLost, 0),
  ];
  const reasons = ours ? [] : ['our server could not be measured'];
  if (goals.some(({ met }) => met === false)) reasons.push(...new Set(ourTrials.flatMap(({ faults }) => faults)));
  return {
    bench: 'recover',
    judged: reasons.length === 0,
    reasons,
    ours,
    peer: peer && { ...peer, version: facts.janus, how: 'killed, started again at once, joined anew by all bots' },
    limit:
      handshakesMs === undefined
        ? null
        : {
            what: `the server's half of ${settings.bots} DTLS 1.2 handshakes on one core`,
            gapMaxMs: round(handshakesMs, 0),
            ...(ours ? { shareOfOurs: round(handshakesMs / ours.gapMaxMs, 3) } : {}),
          },
    ratio: ours && peer ? round(ours.gapP95Ms / peer.gapP95Ms, 3) : null,
    goals,
    conditions: { ...settings, ...facts },
  };
}

function figuresOf(trials: readonly RecoverTrial[]) {
  const [first] = trials;
  if (!first) return null;
  const of = (read: (trial: RecoverTrial) => number) => round(median(trials.map(read)), 0);
  return {
    name: first.contestant.name,
    gapP50Ms: of((trial) => trial.gapP50Ms),
    gapP95Ms: of((trial) => trial.gapP95Ms),
    gapMaxMs: round(Math.max(...trials.map(({ gapMaxMs }) => gapMaxMs)), 0),
    sessionsLost: Math.max(...trials.map(({ sessionsLost }) => sessionsLost)),
    generator: {
      cpuPercent: of((trial) => trial.generator.cpuPercent),
      lagP99Ms: of((trial) => trial.generator.lagP99Ms),
    },
    generatorFaults: [...new Set(trials.flatMap(({ faults }) => faults))],
    trials: trials.length,
  };
}
