import type { Goal } from './judge.ts';

type Figures = Record<string, unknown>;

/** What a bench prints last, as one line of JSON. */
export interface BenchResult {
  bench: 'media' | 'join' | 'recover' | 'api' | 'autosave' | 'screen' | 'layers' | 'wall';
  /** False when the figures say nothing; then `reasons` says why. */
  judged: boolean;
  reasons?: string[];
  ours: Figures | null;
  /** The same bots at the server we compare with; null when it could not be run. */
  peer: Figures | null;
  /** What the same machine can do at best, measured in the same run. */
  limit: Figures | null;
  /** Ours by the peer's; null without a peer. */
  ratio: number | null;
  goals: Goal[];
  conditions: Figures;
}

const exitCodes = { judged: 0, notJudged: 2 } as const;

/** One line on standard output, after which nothing follows. Sets the exit code: 0 when judged, 2 when not. */
export function printResult(result: BenchResult): void {
  process.stdout.write(`${resultLine(result)}\n`);
  process.exitCode = result.judged ? exitCodes.judged : exitCodes.notJudged;
}

/** Keys in a fixed order; what is not a number is null. */
export function resultLine(result: BenchResult): string {
  const { bench, judged, reasons, ours, peer, limit, ratio, goals, conditions } = result;
  return JSON.stringify({
    bench,
    judged,
    ...(reasons?.length ? { reasons } : {}),
    ours,
    peer,
    limit,
    ratio,
    goals,
    conditions,
  });
}
