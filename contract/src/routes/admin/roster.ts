import { z } from 'zod';
import { examId, rosterImportId } from '../../ids.ts';
import { limits } from '../../limits.ts';
import { language } from '../../roles.ts';
import { rosterColumns, rosterProblems } from '../../rosterColumns.ts';
import { fileName } from '../fields.ts';
import { adminOnly, instant, route } from '../route.ts';

export const rosterIssue = z.object({
  /** As an editor counts, the heading being line 1; a line break inside a cell counts too. */
  line: z.int(),
  column: z.enum(rosterColumns).nullable(),
  problem: z.enum(rosterProblems),
  /** What stands there, shortened. */
  value: z.string(),
});
export type RosterIssue = z.infer<typeof rosterIssue>;

export const rosterImport = z.object({
  rosterImportId,
  fileName: z.string(),
  examId: examId.nullable(),
  uploadedAt: instant,
  /** A file with any issue cannot be imported; a checked one can for an hour. */
  state: z.enum(['refused', 'checked', 'imported', 'expired']),
  /** What the file was read as, such as `windows-1252`, and what separates its cells. */
  encoding: z.string(),
  delimiter: z.string(),
  lineCount: z.int(),
  newCount: z.int(),
  changedCount: z.int(),
  sameCount: z.int(),
  /** The first 1,000. */
  issues: z.array(rosterIssue),
  issueCount: z.int(),
  /** Rooms that the import would make. */
  newRooms: z.array(z.string()),
});
export type RosterImport = z.infer<typeof rosterImport>;

const oneImport = z.strictObject({ rosterImportId });

export const adminRosterRoutes = {
  rosterTemplate: route({
    method: 'GET',
    path: '/api/admin/roster-template',
    summary: 'An empty roster with the headings of a language and one example.',
    may: adminOnly,
    query: z.strictObject({ language }),
    download: 'text/csv',
  }),
  checkRoster: route({
    method: 'POST',
    path: '/api/admin/roster-imports',
    summary: 'Check a roster without importing it: a report that names each bad line and cell.',
    may: adminOnly,
    query: z.strictObject({ fileName, examId: examId.optional() }),
    upload: { type: 'text/csv', maxBytes: limits.rosterBytes },
    reply: rosterImport,
  }),
  rosterImport: route({
    method: 'GET',
    path: '/api/admin/roster-imports/:rosterImportId',
    summary: 'The report of one roster.',
    may: adminOnly,
    params: oneImport,
    reply: rosterImport,
  }),
  importRoster: route({
    method: 'POST',
    path: '/api/admin/roster-imports/:rosterImportId/import',
    summary:
      'Import a checked roster, whole or not at all. Again for an imported one, it answers the same and does nothing.',
    may: adminOnly,
    params: oneImport,
    reply: rosterImport,
  }),
} as const;
