import { type BenchName, benches, benchNames } from './benches.ts';
import type { BenchRecord } from './benchRecord.ts';

export type BenchRecords = Partial<Record<BenchName, BenchRecord>>;

const head = ['bench', 'figure', 'ours', 'peer', 'limit', 'ratio', 'goal', 'value', 'met', 'judged', 'measured'];

/** One row for each goal, the first of a bench with its figures; a bench that failed or was never measured says so. */
export function tableOf(records: BenchRecords, names: readonly BenchName[] = benchNames): string {
  const rows = names.flatMap((name) => rowsOf(name, records[name]));
  return [head, head.map(() => '---'), ...rows].map((row) => `| ${row.map(cell).join(' | ')} |`).join('\n');
}

function rowsOf(name: BenchName, record: BenchRecord | undefined): string[][] {
  const { figure, against } = benches[name];
  const about = [name, `${figure}, beside ${against}`];
  const nothing = ['', '', '', '', '', ''];
  if (record === undefined) return [[...about, ...nothing, '', 'not measured', '']];
  const measured = `${record.at.slice(0, 10)}, ${record.commit ?? 'commit unknown'}`;
  if ('failed' in record) return [[...about, ...nothing, '', `failed: ${record.failed}`, measured]];
  const { result } = record;
  const figures = (['ours', 'peer', 'limit'] as const).map((side) => figureOf(name, record, side));
  const judged = result.judged ? 'yes' : `no: ${reasonsIn(result.reasons ?? [])}`;
  const first = [...about, ...figures, number(result.ratio)];
  const goals = result.goals.length > 0 ? result.goals : [{ goal: '', value: null, met: null }];
  return goals.map(({ goal, value, met }, index) => [
    ...(index === 0 ? first : ['', '', '', '', '', '']),
    ...[goal, number(value), met === null ? '' : met ? 'met' : '**missed**'],
    ...(index === 0 ? [judged, measured] : ['', '']),
  ]);
}

function figureOf(name: BenchName, record: BenchRecord, side: 'ours' | 'peer' | 'limit'): string {
  const path = benches[name][side];
  if (path === undefined || 'failed' in record) return '';
  const [from, key] = path.split('.') as ['ours' | 'peer' | 'limit', string];
  const value = record.result[from]?.[key];
  return number(typeof value === 'number' ? value : null);
}

/** The first of them; each trial may have its own. */
function reasonsIn([first = 'no reason given', ...others]: readonly string[]): string {
  return others.length === 0 ? first : `${first}, and ${others.length} more`;
}

/** Three digits that say something. */
function number(value: number | null): string {
  if (value === null) return '';
  return String(Math.abs(value) >= 100 ? Math.round(value) : Number(value.toPrecision(3)));
}

/** What would end a cell or a row of Markdown does not. */
const cell = (text: string) => text.replaceAll('|', '\\|').replaceAll(/\s+/g, ' ');
