import type { BenchRecord } from './benchRecord.ts';
import { type BenchRecords, tableOf } from './table.ts';

const begin = '<!-- figures: written by `npm run bench` -->';
const end = '<!-- end of figures -->';

/** The table between its marks, the same in every page that has it. */
export const figuresBlock = (records: BenchRecords): string => `${begin}\n${tableOf(records)}\n${end}`;

/** @throws {Error} when a page has no such block. */
export function blockOf(page: string): string {
  const from = page.indexOf(begin);
  const to = page.indexOf(end, from);
  if (from < 0 || to < 0) throw new Error(`the page has no block between ${begin} and ${end}`);
  return page.slice(from, to + end.length);
}

/** @throws {Error} when the page has no such block. */
export const withBlock = (page: string, records: BenchRecords): string =>
  page.replace(blockOf(page), () => figuresBlock(records));

/** docs/benchmarks.md, whole. */
export function benchmarksPage(records: BenchRecords): string {
  return `# Benchmarks

Written by \`npm run bench\`, which runs every bench one after the other; \`npm run bench -- --only media,join\` measures some anew,
\`npm run bench -- --from <folder>\` gathers lines that single benches printed. What each measured is kept in \`benchmarks/\`; how they measure
is in [loadtest](../loadtest/README.md). A ratio is ours by the peer's. A figure counts only where it is judged: the generator kept up,
and nothing else used the machine.

${figuresBlock(records)}

## Machine and versions
${factsOf(Object.values(records))}
`;
}

/** Every fact with each value it had; where runs differ, which benches had it is said. */
function factsOf(records: readonly BenchRecord[]): string {
  const names = [...new Set(records.flatMap(({ machine }) => Object.keys(machine)))];
  if (names.length === 0) return '\nNothing is measured yet.';
  const rows = names.map((name) => {
    const values = Map.groupBy(
      records.filter(({ machine }) => machine[name] !== undefined),
      ({ machine }) => String(machine[name]),
    );
    const told = [...values].map(([value, of]) =>
      values.size === 1 ? value : `${value} (${of.map(({ bench }) => bench).join(', ')})`,
    );
    return `| ${name} | ${told.join('; ')} |`;
  });
  return ['', '| | |', '|---|---|', ...rows].join('\n');
}
