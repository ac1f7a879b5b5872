import { AppError } from '@invigil/contract/errors';
import type { SittingId } from '@invigil/contract/ids';
import type { MyCopy } from '@invigil/contract/routes/copies';
import type { EntityManager } from '@mikro-orm/postgresql';
import type { Account } from '../accounts/account.ts';
import { Answer } from '../answers/answer.ts';
import { AnswerFile } from '../answers/answerFile.ts';
import { audit } from '../audit/auditEntry.ts';
import { isCopy } from '../dashboard/dashboard.ts';
import type { Handlers } from '../http/handlers.ts';
import { Sitting } from '../sittings/sitting.ts';
import type { CopyPrinter } from './copyPrinter.ts';
import { copyWords } from './pdf/copyWords.ts';
import { readCopy } from './readCopy.ts';

export function copyHandlers({
  printer,
  timeZone,
}: {
  printer: CopyPrinter;
  /** Of who has told none. */
  timeZone: string;
}): Pick<Handlers, 'myCopy' | 'myCopyPdf'> {
  return {
    async myCopy({ em, session: { account }, params: { sittingId }, now, address }) {
      const { copy } = await findCopy(em, account, sittingId);
      audit(em, { at: now, actorId: account.id, address, action: 'copyOpened', subjectId: sittingId });
      return copy;
    },

    async myCopyPdf({ em, session: { account }, params: { sittingId }, now, address }) {
      const { sitting, copy } = await findCopy(em, account, sittingId);
      const files = await em.find(AnswerFile, { sitting, removedAt: null });
      const { name, language } = account;
      const content = await printer.print({
        copy,
        candidate: name,
        startedAt: sitting.startedAt?.toISOString() ?? null,
        printedAt: now.toISOString(),
        hashes: Object.fromEntries(files.map(({ id, sha256 }) => [id, sha256])),
        language,
        timeZone: account.timeZone ?? timeZone,
      });
      audit(em, { at: now, actorId: account.id, address, action: 'copyDownloaded', subjectId: sittingId });
      return { fileName: `${fileTitle(copy.exam.title)} - ${copyWords[language].copy}.pdf`, content };
    },
  };
}

/** @throws {AppError} notFound, also for somebody else's, and while there is nothing of a copy. */
async function findCopy(
  em: EntityManager,
  account: Account,
  sittingId: SittingId,
): Promise<{ sitting: Sitting; copy: MyCopy }> {
  const sitting = await em.findOne(Sitting, { id: sittingId, candidate: account }, { populate: ['exam'] });
  const answers = sitting ? await em.find(Answer, { sitting }) : [];
  if (!sitting || sitting.exam.state === 'draft' || !isCopy({ state: sitting.state, hasCopy: answers.length > 0 })) {
    throw new AppError({ code: 'notFound' });
  }
  const { state, submittedAt, frozenAt, exam } = sitting;
  const copy = {
    sittingId,
    state,
    exam: { ...exam.asHeading(), kind: exam.kind },
    submittedAt: (submittedAt ?? frozenAt)?.toISOString() ?? null,
    synchronising: !frozenAt,
    ...(await readCopy(em, sitting, answers)),
  };
  return { sitting, copy };
}

/** Without what a file cannot be named on some system. */
const fileTitle = (title: string) => title.replace(/[\\/:*?"<>|\p{Cc}]+/gu, ' ').trim();
