import type { RosterImportId } from '@invigil/contract/ids';
import type { Language } from '@invigil/contract/roles';
import type { RosterImport as RosterImportReply } from '@invigil/contract/routes/admin/roster';
import { defineEntity, p } from '@mikro-orm/core';
import { Account } from '../accounts/account.ts';
import { Exam } from '../exams/exam.ts';

/** One line of a roster, read and found right. */
export interface RosterLine {
  /** Where it stands in the file. */
  line: number;
  email: string;
  name: string;
  language: Language | null;
  room: string | null;
  /** Absent cells leave as it is what is known already. */
  extraMinutes: number | null;
}

/** What the check found; the rest of the reply is columns. */
export type RosterReport = Omit<RosterImportReply, 'rosterImportId' | 'fileName' | 'examId' | 'uploadedAt' | 'state'>;

const RosterImportSchema = defineEntity({
  name: 'RosterImport',
  properties: {
    id: p.uuid().$type<RosterImportId>().primary(),
    fileName: p.text(),
    exam: () => p.manyToOne(Exam).nullable(),
    uploadedBy: () => p.manyToOne(Account),
    uploadedAt: p.datetime(3),
    state: p.enum(['refused', 'checked', 'imported'] as const),
    report: p.json<RosterReport>(),
    /** What would be imported; emptied once it is. */
    lines: p.json<readonly RosterLine[]>().nullable().lazy(),
    expiresAt: p.datetime(3),
    importedAt: p.datetime(3).nullable(),
  },
});

/** One roster that was uploaded: its report, and its lines until they are imported. */
export class RosterImport extends RosterImportSchema.class {}
RosterImportSchema.setClass(RosterImport);
