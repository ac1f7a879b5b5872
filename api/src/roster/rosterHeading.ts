import { languages } from '@invigil/contract/roles';
import {
  type RosterColumn,
  requiredRosterColumns,
  rosterColumns,
  rosterHeadings,
} from '@invigil/contract/rosterColumns';
import type { RosterIssue } from '@invigil/contract/routes/admin/roster';
import type { RosterRow } from './rosterRow.ts';

/** Letters and digits only, in lower case and without accents. */
export function plain(text: string): string {
  return text
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]/gu, '');
}

const columns = new Map<string, RosterColumn>(
  rosterColumns.flatMap((column) =>
    [column, ...languages.map((language) => rosterHeadings[column][language])].map(
      (heading) => [plain(heading), column] as const,
    ),
  ),
);

/** The column that is headed so in any language, whatever the case, accents and signs. */
export function columnOf(heading: string): RosterColumn | undefined {
  return columns.get(plain(heading));
}

/** Which column stands at which place; undefined where the heading is empty or unknown. */
export function readHeading({ line, cells }: RosterRow): {
  places: (RosterColumn | undefined)[];
  issues: RosterIssue[];
} {
  const issues: RosterIssue[] = [];
  const places = cells.map((value, place) => {
    const column = columnOf(value);
    if (column === undefined && value !== '') issues.push({ line, column: null, problem: 'columnUnknown', value });
    if (column === undefined) return undefined;
    const isTwice = cells.findIndex((cell) => columnOf(cell) === column) < place;
    if (isTwice) issues.push({ line, column, problem: 'columnTwice', value });
    return isTwice ? undefined : column;
  });
  for (const column of requiredRosterColumns) {
    if (!places.includes(column)) issues.push({ line, column, problem: 'columnMissing', value: '' });
  }
  return { places, issues };
}
