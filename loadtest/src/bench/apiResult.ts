import { atLeast, atMost } from './judge.ts';
import type { BenchResult } from './result.ts';
import type { BenchSettings } from './settings.ts';
import { median, round } from './statistics.ts';

/** One load on the api. */
export interface Measured {
  answered: number;
  perSecond: number;
  p50Ms: number;
  p95Ms: number;
  /** Of the api and its database together. */
  cpuMsEach: number;
  /** In percent of one core. */
  serverCpuPercent: number;
  generatorCpuPercent: number;
  generatorLagP99Ms: number;
  faults: string[];
}

export interface ApiRound {
  signIn: Measured;
  /** Password checks a second in the api's own process, with nothing around them. */
  hashesPerSecond: number;
  redeem: Measured;
  dashboard: Measured;
  /** One request at a time, and the same statements bare: as pg sends them, and prepared, as ours are. */
  dashboardP50Ms: number;
  rawP50Ms: number;
  preparedP50Ms: number;
  statements: number;
  imported: Measured & { checkMs: number; importMs: number };
}

export const mostDashboardRatio = 1.8;
export const leastSignInRatio = 0.85;

/**
 * Medians over the rounds. A generator at its limit, or a machine that others used, makes the api look slower than it is; so
 * it counts against a judgement only when a goal is missed and no round is free of it.
 */
export function judgeApi(run: {
  rounds: readonly ApiRound[];
  settings: BenchSettings;
  facts: Record<string, unknown>;
}): BenchResult {
  const sound = run.rounds.filter(({ signIn, dashboard }) => signIn.faults.length + dashboard.faults.length === 0);
  const rounds = sound.length > 0 ? sound : run.rounds;
  const of = (read: (one: ApiRound) => number, digits = 2) => round(median(rounds.map(read)), digits);
  const isMeasured = rounds.length > 0;
  const dashboardRatio = of(({ dashboardP50Ms, rawP50Ms }) => dashboardP50Ms / rawP50Ms, 3);
  const signInRatio = of(({ signIn, hashesPerSecond }) => signIn.perSecond / hashesPerSecond, 3);
  const goals = [
    atMost('dashboard p50 / the same statements bare', isMeasured ? dashboardRatio : undefined, mostDashboardRatio),
    atLeast('sign-ins / password checks bare', isMeasured ? signInRatio : undefined, leastSignInRatio),
  ];
  const reasons: string[] = [];
  if (!isMeasured) reasons.push('nothing could be measured');
  if (sound.length === 0 && goals.some(({ met }) => met === false)) {
    reasons.push(...new Set(rounds.flatMap(({ signIn, dashboard }) => [...signIn.faults, ...dashboard.faults])));
  }
  const figures = (read: (one: ApiRound) => Measured) => ({
    perSecond: of((one) => read(one).perSecond, 1),
    p50Ms: of((one) => read(one).p50Ms),
    p95Ms: of((one) => read(one).p95Ms),
    cpuMsEach: of((one) => read(one).cpuMsEach, 3),
    serverCpuPercent: of((one) => read(one).serverCpuPercent, 0),
    generatorCpuPercent: of((one) => read(one).generatorCpuPercent, 0),
  });
  return {
    bench: 'api',
    judged: reasons.length === 0,
    reasons,
    ours: isMeasured
      ? {
          dashboardRatio,
          signInRatio,
          importPeoplePerSecond: of(({ imported }) => imported.perSecond, 0),
          dashboardP50Ms: of((one) => one.dashboardP50Ms, 3),
          redeem: figures((one) => one.redeem),
          signIn: figures((one) => one.signIn),
          dashboard: figures((one) => one.dashboard),
          import: {
            checkMs: of(({ imported }) => imported.checkMs, 0),
            importMs: of(({ imported }) => imported.importMs, 0),
            cpuMsEach: of(({ imported }) => imported.cpuMsEach, 3),
          },
          rounds: rounds.length,
        }
      : null,
    peer: isMeasured
      ? {
          name: 'pg with the same statements',
          p50Ms: of(({ rawP50Ms }) => rawP50Ms, 3),
          preparedP50Ms: of(({ preparedP50Ms }) => preparedP50Ms, 3),
          ratioToPrepared: of(({ dashboardP50Ms, preparedP50Ms }) => dashboardP50Ms / preparedP50Ms, 3),
          statements: of(({ statements }) => statements, 0),
        }
      : null,
    limit: isMeasured
      ? {
          what: 'argon2id, 19 MiB, two passes, on the same core',
          checksPerSecond: of(({ hashesPerSecond }) => hashesPerSecond, 1),
          redeemRatio: of(({ redeem, hashesPerSecond }) => redeem.perSecond / hashesPerSecond, 3),
        }
      : null,
    ratio: isMeasured ? dashboardRatio : null,
    goals,
    conditions: { ...run.settings, ...run.facts },
  };
}
