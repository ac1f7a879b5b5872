import type { Measured } from './apiResult.ts';
import { atLeast, atMost } from './judge.ts';
import type { BenchResult } from './result.ts';
import type { BenchSettings } from './settings.ts';
import { median, round } from './statistics.ts';

/** One kill in the middle of saving. */
export interface KillResult {
  /** Whether PostgreSQL was killed too, with all its processes. */
  database: boolean;
  /** Saves acknowledged since the load began that was killed, and in all; each of them was looked for. */
  acknowledgedInRun: number;
  acknowledged: number;
  /** Saves whose answer was cut off. */
  underWay: number;
  lost: number;
  /** From the kill until it listened again. */
  backMs: number;
}

export interface AutosaveRound {
  /** Each connection sends as soon as it has its answer. */
  most: Measured;
  /** Saves that are due at a steady rate, however long they take; undefined when none was kept up with. */
  paced: Measured | undefined;
  /** The same statements by the bare driver, on the same core. */
  raw: { perSecond: number; aloneP50Ms: number };
  /** One save at a time. */
  aloneP50Ms: number;
  kills: KillResult[];
}

export const mostP95Ms = 100;

/** Medians over the rounds; what is lost is summed, whoever else used the machine. */
export function judgeAutosave(run: {
  rounds: readonly AutosaveRound[];
  settings: BenchSettings;
  facts: Record<string, unknown>;
}): BenchResult {
  const sound = run.rounds.filter(({ paced }) => paced !== undefined && paced.faults.length === 0);
  const rounds = sound.length > 0 ? sound : run.rounds;
  const paced = rounds.flatMap((one) => (one.paced ? [one.paced] : []));
  const kills = run.rounds.flatMap((one) => one.kills);
  const isMeasured = rounds.length > 0;
  const of = (read: (one: AutosaveRound) => number, digits = 2) => round(median(rounds.map(read)), digits);
  const ofPaced = (read: (one: Measured) => number, digits = 2) => round(median(paced.map(read)), digits);
  const lost = kills.reduce((sum, kill) => sum + kill.lost, 0);
  const leastAcknowledged = Math.min(...kills.map(({ acknowledgedInRun }) => acknowledgedInRun));
  const ratio = of((one) => (one.paced?.perSecond ?? 0) / one.raw.perSecond, 3);
  const goals = [
    atMost(
      `p95 at ${isMeasured ? ofPaced(({ perSecond }) => perSecond, 0) : '?'} saves/s, ms`,
      ofPaced(({ p95Ms }) => p95Ms),
      mostP95Ms,
    ),
    atMost('acknowledged saves lost', isMeasured ? lost : undefined, 0),
    atLeast('saves acknowledged before each kill', isMeasured ? leastAcknowledged : undefined, 1),
  ];
  const reasons: string[] = [];
  if (!isMeasured) reasons.push('nothing could be measured');
  if (run.rounds.length < run.settings.rounds) reasons.push('a round could not be finished');
  if (isMeasured && sound.length === 0 && goals[0]?.met !== true) {
    reasons.push(...new Set(rounds.flatMap(({ most }) => most.faults)), 'no rate was kept up with');
  }
  return {
    bench: 'autosave',
    judged: reasons.length === 0,
    reasons,
    ours: isMeasured
      ? {
          savesPerSecond: ofPaced(({ perSecond }) => perSecond, 0),
          p50Ms: ofPaced(({ p50Ms }) => p50Ms),
          p95Ms: ofPaced(({ p95Ms }) => p95Ms),
          cpuMsEach: ofPaced(({ cpuMsEach }) => cpuMsEach, 3),
          serverCpuPercent: ofPaced(({ serverCpuPercent }) => serverCpuPercent, 0),
          mostPerSecond: of(({ most }) => most.perSecond, 0),
          aloneP50Ms: of(({ aloneP50Ms }) => aloneP50Ms),
          acknowledgedLost: lost,
          acknowledged: kills.reduce((sum, { acknowledgedInRun }) => sum + acknowledgedInRun, 0),
          kills,
          rounds: rounds.length,
        }
      : null,
    peer: isMeasured
      ? {
          name: 'pg with the same statements, prepared, on the same core',
          perSecond: of(({ raw }) => raw.perSecond, 0),
          aloneP50Ms: of(({ raw }) => raw.aloneP50Ms),
        }
      : null,
    limit: null,
    ratio: isMeasured ? ratio : null,
    goals,
    conditions: { ...run.settings, ...run.facts },
  };
}
