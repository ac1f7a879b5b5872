import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { asvsRows } from './asvsRows.ts';
import { type AsvsTest, asvsTests } from './asvsTests.ts';

export const securityPage = path.resolve(import.meta.dirname, '../../docs/security.md');
const begins = '<!-- the table below is written by infra/security/asvsTable.ts -->';
const ends = '<!-- the end of the table -->';

/** The table of docs/security.md: every requirement with its answer, and the files whose tests show it. */
export function asvsTable(tests: readonly AsvsTest[]): string {
  const lines = asvsRows.map(({ id, requirement, answer, notApplicable }) => {
    const files = new Set(tests.filter((test) => test.id === id).map(({ file }) => `\`${file}\``));
    const shown = [...files].join(', ');
    return `| ${id} | ${requirement} | ${notApplicable ? 'Not applicable: ' : ''}${answer} | ${shown} |`;
  });
  return ['| ASVS 5.0 | requirement | answer | shown by |', '|---|---|---|---|', ...lines].join('\n');
}

/** The page with the table as it should be. @throws {Error} when it has no place for the table. */
export function withTable(page: string, table: string): string {
  const from = page.indexOf(begins);
  const to = page.indexOf(ends);
  if (from < 0 || to < from) throw new Error('docs/security.md has no place for the table');
  return `${page.slice(0, from)}${begins}\n\n${table}\n\n${page.slice(to)}`;
}

// node infra/security/asvsTable.ts
if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  writeFileSync(securityPage, withTable(readFileSync(securityPage, 'utf8'), asvsTable(asvsTests())));
}
