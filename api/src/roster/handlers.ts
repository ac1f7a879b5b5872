import { AppError, type ErrorBody } from '@invigil/contract/errors';
import type { RosterImportId } from '@invigil/contract/ids';
import { rosterColumns, rosterHeadings } from '@invigil/contract/rosterColumns';
import type { RosterImport as RosterImportReply, RosterIssue } from '@invigil/contract/routes/admin/roster';
import { LockMode, sql, UniqueConstraintViolationException } from '@mikro-orm/core';
import type { EntityManager } from '@mikro-orm/postgresql';
import { audit } from '../audit/auditEntry.ts';
import { byteOrderMark, csvLine, delimiterOf } from '../files/csv.ts';
import type { Handlers } from '../http/handlers.ts';
import { newId } from '../newId.ts';
import { mustTakeCandidates } from '../rooms/enrolment.ts';
import { checkRoster } from './rosterCheck.ts';
import { RosterImport } from './rosterImport.ts';
import { planRoster } from './rosterPlan.ts';
import { writeRoster } from './rosterWriting.ts';

/** How long a checked roster can be imported; its lines are forgotten after that. */
const lifetimeMs = 60 * 60 * 1000;
/** Any number of our own: rosters are imported one after the other. */
const importLock = 4_801_502_218;

const examples = {
  fr: ['camille.laurent@exemple.fr', 'Camille Laurent', 'fr', 'Salle 1', '0'],
  en: ['camille.laurent@example.org', 'Camille Laurent', 'en', 'Room 1', '0'],
} as const;
const templateNames = { fr: 'modele-liste.csv', en: 'roster-template.csv' } as const;

export const rosterHandlers: Pick<Handlers, 'rosterTemplate' | 'checkRoster' | 'rosterImport' | 'importRoster'> = {
  async rosterTemplate({ query: { language } }) {
    const headings = rosterColumns.map((column) => rosterHeadings[column][language]);
    const lines = [headings, examples[language]].map((cells) => csvLine(cells, delimiterOf[language]));
    return { fileName: templateNames[language], content: byteOrderMark + lines.join('') };
  },

  async checkRoster({ em, session: { account }, query: { fileName, examId = null }, file, now, address }) {
    if (examId !== null) await mustTakeCandidates(em, examId, now);
    await em.nativeUpdate(RosterImport, { state: 'checked', expiresAt: { $lte: now } }, { lines: null });
    const { report, lines } = await checkRoster(em, file, { examId, language: account.language });
    const roster = em.create(RosterImport, {
      id: newId<RosterImportId>(),
      fileName,
      exam: examId,
      uploadedBy: account,
      uploadedAt: now,
      state: report.issueCount > 0 ? 'refused' : 'checked',
      report,
      lines: report.issueCount > 0 ? null : lines,
      expiresAt: new Date(now.getTime() + lifetimeMs),
      importedAt: null,
    });
    const facts = { fileName, lines: String(report.lineCount), issues: String(report.issueCount) };
    audit(em, { at: now, actorId: account.id, address, action: 'rosterChecked', subjectId: roster.id, facts });
    return replyOf(roster, now);
  },

  async rosterImport({ em, params, now }) {
    const roster = await em.findOne(RosterImport, { id: params.rosterImportId });
    if (!roster) throw new AppError({ code: 'notFound' });
    return replyOf(roster, now);
  },

  async importRoster({ em, session: { account }, params, now, address }) {
    try {
      return await em.transactional(async (tx) => {
        await tx.execute(sql`select pg_advisory_xact_lock(${importLock})`);
        const roster = await lockRoster(tx, params.rosterImportId);
        if (roster.state === 'imported') return replyOf(roster, now);
        if (roster.state === 'refused') throw refusal('hasIssues');
        if (roster.expiresAt <= now || !roster.lines) throw refusal('expired');
        const examId = roster.exam?.id ?? null;
        if (examId !== null) await mustTakeCandidates(tx, examId, now);
        const plan = await planRoster(tx, roster.lines, { examId, language: account.language });
        if (!isAsReported(roster, plan)) throw refusal('outdated');
        await writeRoster(tx, plan, examId, now);
        tx.assign(roster, { state: 'imported', importedAt: now, lines: null });
        const { newCount, changedCount } = plan.counts;
        const facts = { fileName: roster.fileName, added: String(newCount), changed: String(changedCount) };
        audit(tx, { at: now, actorId: account.id, address, action: 'rosterImported', subjectId: roster.id, facts });
        return replyOf(roster, now);
      });
    } catch (cause) {
      // Somebody added one of these people at the very same moment.
      if (cause instanceof UniqueConstraintViolationException) throw refusal('outdated', cause);
      throw cause;
    }
  },
};

function refusal(reason: Extract<ErrorBody, { code: 'importRefused' }>['reason'], cause?: unknown): AppError {
  return new AppError({ code: 'importRefused', reason }, { cause });
}

/** @throws {AppError} notFound. */
async function lockRoster(em: EntityManager, id: RosterImportId): Promise<RosterImport> {
  const roster = await em.findOne(
    RosterImport,
    { id },
    { lockMode: LockMode.PESSIMISTIC_WRITE, refresh: true, populate: ['lines'] },
  );
  if (!roster) throw new AppError({ code: 'notFound' });
  return roster;
}

/** Whether the import would do what the admin was shown. */
function isAsReported(
  { report }: RosterImport,
  plan: {
    counts: Record<'newCount' | 'changedCount' | 'sameCount', number>;
    issues: RosterIssue[];
    newRooms: { name: string }[];
  },
): boolean {
  const { newCount, changedCount, sameCount } = plan.counts;
  return (
    plan.issues.length === 0 &&
    newCount === report.newCount &&
    changedCount === report.changedCount &&
    sameCount === report.sameCount &&
    plan.newRooms.map(({ name }) => name).join('\n') === report.newRooms.join('\n')
  );
}

function replyOf(roster: RosterImport, now: Date): RosterImportReply {
  const { id, fileName, exam, uploadedAt, report } = roster;
  const expired = roster.state === 'checked' && roster.expiresAt <= now;
  return {
    ...report,
    rosterImportId: id,
    fileName,
    examId: exam?.id ?? null,
    uploadedAt: uploadedAt.toISOString(),
    state: expired ? 'expired' : roster.state,
  };
}
