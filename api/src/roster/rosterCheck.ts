import type { ExamId } from '@invigil/contract/ids';
import type { Language } from '@invigil/contract/roles';
import { requiredRosterColumns } from '@invigil/contract/rosterColumns';
import type { RosterIssue } from '@invigil/contract/routes/admin/roster';
import type { EntityManager } from '@mikro-orm/postgresql';
import { readHeading } from './rosterHeading.ts';
import type { RosterLine, RosterReport } from './rosterImport.ts';
import { checkRows } from './rosterLines.ts';
import { planRoster } from './rosterPlan.ts';
import { readRosterTable } from './rosterTable.ts';
import { readRosterText } from './rosterText.ts';

const mostIssues = 1_000;
const longestValue = 100;

/**
 * Everything that is wrong with a file, by line and cell, and what an import would do. Changes nothing.
 * @throws {AppError} fileUnreadable, fileEmpty, tooManyLines.
 */
export async function checkRoster(
  em: EntityManager,
  file: Buffer,
  { examId, language }: { examId: ExamId | null; language: Language },
): Promise<{ report: RosterReport; lines: RosterLine[] }> {
  const { text, encoding } = readRosterText(file);
  const { delimiter, heading, rows } = readRosterTable(text);
  const { places, issues } = readHeading(heading);
  // Without its columns, every line would only repeat what is wrong with the heading.
  const isReadable = requiredRosterColumns.every((column) => places.includes(column));
  const checked = isReadable ? checkRows(rows, places, { hasExam: examId !== null }) : { lines: [], issues: [] };
  const plan = await planRoster(em, checked.lines, { examId, language });
  const found = [...issues, ...checked.issues, ...plan.issues].sort((a, b) => a.line - b.line);
  return {
    lines: checked.lines,
    report: {
      encoding,
      delimiter,
      lineCount: rows.length,
      ...plan.counts,
      issues: found.slice(0, mostIssues).map(shortened),
      issueCount: found.length,
      newRooms: plan.newRooms.map(({ name }) => name),
    },
  };
}

function shortened(issue: RosterIssue): RosterIssue {
  const { value } = issue;
  return value.length <= longestValue
    ? issue
    : { ...issue, value: `${value.slice(0, longestValue - 1).toWellFormed()}…` };
}
