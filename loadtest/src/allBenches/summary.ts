import type { BenchName } from './benches.ts';
import type { BenchRecords } from './table.ts';

/** The last line of all, and how the command ends: 1 when a bench has no result, 2 when one of them is not judged. */
export function summaryOf(asked: readonly BenchName[], records: BenchRecords): { line: string; exitCode: 0 | 1 | 2 } {
  const failed: BenchName[] = [];
  const notJudged: BenchName[] = [];
  const missed: string[] = [];
  for (const bench of asked) {
    const record = records[bench];
    if (record === undefined || 'failed' in record) {
      failed.push(bench);
      continue;
    }
    if (!record.result.judged) notJudged.push(bench);
    for (const { goal, met } of record.result.goals) if (met === false) missed.push(`${bench}: ${goal}`);
  }
  const measured = asked.filter((bench) => !failed.includes(bench));
  const ratios = Object.fromEntries(
    measured.flatMap((bench) => {
      const record = records[bench];
      return record !== undefined && 'result' in record ? [[bench, record.result.ratio] as const] : [];
    }),
  );
  return {
    line: JSON.stringify({ bench: 'all', ratios, missed, notJudged, failed }),
    exitCode: failed.length > 0 ? 1 : notJudged.length > 0 ? 2 : 0,
  };
}
