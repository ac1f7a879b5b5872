import type { LoadReport } from './loadReport.ts';

/** A figure is worse when it grew by this share and by this much: below, it is noise of the machine. */
const worseBy = 0.25;
const worseByMs = 20;
const worseByPercent = 10;
/** Times that a person feels, of those that k6 measures. */
const watched = /^(arrival_ms|reconnect_ms|welcome_ms|signal_ms|message_ms|http_req_duration\{)/;

/** What is worse than in the run before, each as one sentence. */
export function regressionsOf(now: Omit<LoadReport, 'regressions' | 'comparedWith'>, before: LoadReport): string[] {
  const times = Object.entries(now.metrics).flatMap(([load, metrics]) =>
    Object.entries(metrics).flatMap(([name, figures]) => {
      if (!watched.test(name)) return [];
      return worse(
        `${load}: p95 of ${name}`,
        figures['p(95)'],
        before.metrics[load]?.[name]?.['p(95)'],
        worseByMs,
        'ms',
      );
    }),
  );
  const processes = now.processes
    .filter(({ side }) => side === 'target')
    .flatMap(({ name, meanPercent }) => {
      const old = before.processes.find((one) => one.name === name)?.meanPercent;
      return worse(`processor time of ${name}`, meanPercent, old, worseByPercent, '% of a core');
    });
  const broken = now.judgements
    .filter(({ met }) => !met)
    .filter((one) =>
      before.judgements.some((old) => old.load === one.load && old.threshold === one.threshold && old.met),
    )
    .map(({ load, threshold }) => `${load}: ${threshold} held before and does not now`);
  return [...broken, ...times, ...processes];
}

function worse(
  what: string,
  now: number | undefined,
  before: number | undefined,
  atLeast: number,
  unit: string,
): string[] {
  if (now === undefined || before === undefined) return [];
  if (now - before < atLeast || now < before * (1 + worseBy)) return [];
  return [`${what}: ${now.toFixed(0)} ${unit}, before ${before.toFixed(0)}`];
}
