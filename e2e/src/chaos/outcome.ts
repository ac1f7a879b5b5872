import { quantile, round } from '@invigil/loadtest/bench/statistics';
import type { Fault } from './faults.ts';

/** What one fault did. Times in milliseconds. */
export interface Outcome {
  fault: string;
  skipped?: string;
  gapP50Ms?: number;
  gapP95Ms?: number;
  gapMaxMs?: number;
  goalMs?: number | null;
  sittingsLost?: number;
  failedJoins?: number;
  /** The longest time in which no save of one candidate was acknowledged. */
  writingGapMaxMs?: number;
  /** From the end of the fault until every candidate had a save acknowledged; null when one never had. */
  writingAgainMs?: number | null;
  faults: string[];
}

export function judged(
  { name, goalMs }: Fault,
  seen: {
    gaps: number[];
    lost: number;
    failures: string[];
    writingGaps: number[];
    writingAgainMs: number | undefined;
    wrong: string[];
  },
): Outcome {
  const gapP95Ms = round(quantile(seen.gaps, 0.95), 0);
  const faults = [
    ...(gapP95Ms > goalMs ? [`the gap p95 is ${gapP95Ms} ms, the goal ${goalMs} ms`] : []),
    ...(seen.lost > 0 ? [`${seen.lost} sittings were lost`] : []),
    ...(seen.writingAgainMs === undefined ? ['not everybody writes again'] : []),
    ...seen.failures.slice(0, 1),
    ...seen.wrong.slice(0, 1),
  ];
  return {
    fault: name,
    gapP50Ms: round(quantile(seen.gaps, 0.5), 0),
    gapP95Ms,
    gapMaxMs: round(Math.max(...seen.gaps), 0),
    goalMs: Number.isFinite(goalMs) ? goalMs : null,
    sittingsLost: seen.lost,
    failedJoins: seen.failures.length,
    writingGapMaxMs: round(Math.max(...seen.writingGaps), 0),
    writingAgainMs: seen.writingAgainMs === undefined ? null : round(seen.writingAgainMs, 0),
    faults,
  };
}

const columns = [
  ['gap p50', 'gapP50Ms'],
  ['p95', 'gapP95Ms'],
  ['max', 'gapMaxMs'],
  ['goal', 'goalMs'],
  ['lost', 'sittingsLost'],
  ['no save for', 'writingGapMaxMs'],
  ['writes again', 'writingAgainMs'],
] as const;

/** One line of the table. */
export function lineOf(outcome: Outcome): string {
  const cells = columns.map(([, key]) => String(outcome[key] ?? '-').padStart(12));
  const name = outcome.fault.padEnd(20);
  return outcome.skipped === undefined
    ? `${name}${cells.join('')}  ${outcome.faults.join('; ')}`
    : `${name}  skipped: ${outcome.skipped}`;
}

export const headLine = ''.padEnd(20) + columns.map(([title]) => title.padStart(12)).join('');
