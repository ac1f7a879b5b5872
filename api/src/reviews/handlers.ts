import { Readable } from 'node:stream';
import { Account } from '../accounts/account.ts';
import { audit } from '../audit/auditEntry.ts';
import { findWatchedRoom, findWatchedSitting } from '../conversations/roomSitting.ts';
import type { CopyPrinter } from '../copies/copyPrinter.ts';
import type { Call, Handlers } from '../http/handlers.ts';
import { lockRoomSitting } from '../interventions/roomSitting.ts';
import { queueMail } from '../mails/queueMail.ts';
import { addComment, addDecision } from './addToReview.ts';
import { replyUntil } from './candidateHandlers.ts';
import { namesIn } from './names.ts';
import { asComment, asDecision, readReview } from './readReview.ts';
import { roomReportLines } from './roomReport.ts';
import { wordsIn } from './words/wordsIn.ts';

export interface ReviewParts {
  printer: CopyPrinter;
  /** Of who has told none. */
  timeZone: string;
}

type ReviewRoute = 'sittingReview' | 'addComment' | 'decide' | 'sittingReport' | 'roomReport';

/** The team's side of the review of a sitting. */
export function reviewHandlers({ printer, timeZone }: ReviewParts): Pick<Handlers, ReviewRoute> {
  return {
    async sittingReview({ em, session: { account }, params, now, address }) {
      const { id } = await findWatchedSitting(em, account, params);
      audit(em, { at: now, actorId: account.id, address, action: 'sittingReviewOpened', subjectId: id });
      return readReview(em, id, now);
    },

    async addComment({ em, session: { account }, params, body, now, address }) {
      const sitting = await findWatchedSitting(em, account, params);
      return em.transactional(async (tx) => {
        const { comment, isNew } = await addComment(tx, { ...body, sitting, by: account, at: now });
        if (isNew) {
          const facts = { commentId: comment.id, ...(comment.incident ? { incidentId: comment.incident.id } : {}) };
          const subjectId = sitting.id;
          audit(tx, { at: now, actorId: account.id, address, action: 'sittingCommented', subjectId, facts });
        }
        return asComment(comment);
      });
    },

    async decide(call) {
      const { em, session, params } = call;
      await findWatchedSitting(em, session.account, params);
      return em.transactional((tx) => decide({ ...call, em: tx }));
    },

    async sittingReport({ em, session: { account }, params, now, address }) {
      const { id } = await findWatchedSitting(em, account, params);
      const review = await readReview(em, id, now);
      const { language } = account;
      const entries = review.interventions.map(({ entry }) => entry);
      const content = await printer.printReview({
        review,
        names: await namesIn(em, entries),
        printedAt: now.toISOString(),
        language,
        timeZone: account.timeZone ?? timeZone,
      });
      audit(em, { at: now, actorId: account.id, address, action: 'reportDownloaded', subjectId: id });
      return { fileName: `${fileTitle(`${review.candidateName} - ${wordsIn[language].file}`)}.pdf`, content };
    },

    async roomReport({ em, session: { account }, params: { roomId }, now, address }) {
      const room = await findWatchedRoom(em, account, roomId);
      audit(em, { at: now, actorId: account.id, address, action: 'reportDownloaded', subjectId: roomId });
      const { language } = account;
      const lines = roomReportLines(em.fork(), { roomId, language, now });
      const fileName = `${fileTitle(`${room.name} - ${wordsIn[language].table.title}`)}.csv`;
      return { fileName, content: Readable.from(lines) };
    },
  };
}

async function decide({ em: tx, session: { account }, params, body, now, address }: Call<'decide'>) {
  const sitting = await lockRoomSitting(tx, params);
  const { decision, isNew } = await addDecision(tx, { ...body, sitting, by: account, at: now });
  if (isNew) {
    const { id: decisionId, outcome } = decision;
    const facts = { decisionId, outcome };
    audit(tx, { at: now, actorId: account.id, address, action: 'sittingDecided', subjectId: sitting.id, facts });
    // What was decided is read where it can be answered; a mail only says that it is there.
    queueMail(tx, {
      kind: 'sittingDecided',
      account: await tx.findOneOrFail(Account, { id: sitting.candidate.id }),
      facts: { sittingId: sitting.id, examTitle: sitting.exam.title, replyUntil: replyUntil(decision).toISOString() },
      key: `sittingDecided/${decisionId}`,
      at: now,
    });
  }
  return asDecision(decision);
}

/** Without what a file cannot be named on some system. */
const fileTitle = (title: string) => title.replace(/[\\/:*?"<>|\p{Cc}]+/gu, ' ').trim();
