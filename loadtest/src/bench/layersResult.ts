import { atLeast } from './judge.ts';
import type { BenchResult } from './result.ts';
import type { Manner, RoomTrial } from './roomTrial.ts';
import type { BenchSettings } from './settings.ts';
import { median, round } from './statistics.ts';

const leastRatio = 3;
/** One page of a wall, and one candidate looked at sharp; nobody watches the others. */
const watchedAtOnce = { focus: 1, tile: 12 };

/** On demand first, then the same room without. */
export function manners(candidates: number): Manner[] {
  const focus = Math.min(watchedAtOnce.focus, candidates);
  const watched = { focus, tile: Math.min(watchedAtOnce.tile, candidates - focus) };
  return [
    { name: 'on demand', sends: 'demanded', watched },
    { name: 'everything sent', sends: 'everything', watched },
    { name: 'everything sent and forwarded', sends: 'everything', watched: { focus: candidates, tile: 0 } },
  ];
}

/**
 * Medians over the trials that count. `ratio` is against a room without demand, where everything is sent and forwarded;
 * `limit.ratio` is of what only the senders change, while the same proctor watches the same.
 */
export function judgeLayers(run: {
  trials: readonly RoomTrial[];
  settings: BenchSettings;
  facts: Record<string, unknown>;
}): BenchResult {
  const { trials, settings, facts } = run;
  const [on, sent, forwarded] = manners(settings.bots).map(({ name }) => figuresOf(trials, name));
  const by = (other: typeof on) => (on && other ? round(on.candidatesPerCore / other.candidatesPerCore) : null);
  const reasons = [on ? '' : 'no trial on demand counts', forwarded ? '' : 'no trial without demand counts'].filter(
    Boolean,
  );
  const ratio = by(forwarded);
  return {
    bench: 'layers',
    judged: reasons.length === 0,
    reasons: reasons.length === 0 ? [] : [...reasons, ...new Set(trials.flatMap(({ faults }) => faults))],
    ours: on ?? null,
    peer: forwarded ?? null,
    limit: sent ? { ...sent, ratio: by(sent) } : null,
    ratio,
    goals: [atLeast('candidates per core, on demand / everything sent and forwarded', ratio ?? undefined, leastRatio)],
    conditions: {
      ...settings,
      watchedAtOnce,
      trialsLeftOut: trials.filter(({ faults }) => faults.length > 0).length,
      ...facts,
    },
  };
}

function figuresOf(trials: readonly RoomTrial[], manner: string) {
  const sound = trials.filter((trial) => trial.manner === manner && trial.faults.length === 0);
  if (sound.length === 0) return undefined;
  const of = (read: (trial: RoomTrial) => number, digits = 2) => round(median(sound.map(read)), digits);
  const share = (trial: RoomTrial) => trial.mediaCpuMs / (trial.seconds * 1_000) / trial.candidates;
  return {
    what: manner,
    candidatesPerCore: of((trial) => 1 / share(trial), 0),
    cpuMsPerCandidateSecond: of((trial) => 1_000 * share(trial), 3),
    candidates: of((trial) => trial.candidates, 0),
    packetsPerSecondIn: of((trial) => trial.sentPacketsPerSecond, 0),
    mbitPerSecondOut: of((trial) => trial.forwardedMbit / trial.seconds),
    generator: {
      cpuPercent: of((trial) => trial.generator.cpuPercent, 0),
      lagP99Ms: of((trial) => trial.generator.lagP99Ms, 1),
    },
    trials: sound.length,
  };
}
