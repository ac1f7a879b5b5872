import { AppError } from '@invigil/contract/errors';
import { audit } from '../audit/auditEntry.ts';
import { ExamDocument } from '../exams/examDocument.ts';
import type { Files } from '../files/discard.ts';
import type { Handlers } from '../http/handlers.ts';
import { findMySitting } from '../writing/mySitting.ts';
import { addAnswerFile, findAnswerFile, removeAnswerFile } from './answerFiles.ts';
import { saveAnswer } from './saveAnswer.ts';

type AnswerRoute = 'saveAnswer' | 'sittingDocument' | 'addAnswerFile' | 'answerFile' | 'removeAnswerFile';

export function answerHandlers(store: Files): Pick<Handlers, AnswerRoute> {
  return {
    saveAnswer: ({ em, session: { account }, params, body, now }) =>
      saveAnswer(em, { candidateId: account.id, params, body, now }),

    async sittingDocument({ em, session: { account }, params: { sittingId, documentId }, now, address }) {
      const { exam, startedAt } = await findMySitting(em, { sittingId, account });
      const document = await em.findOne(ExamDocument, { id: documentId, exam });
      if (!document) throw new AppError({ code: 'notFound' });
      if (!startedAt) throw new AppError({ code: 'sittingNotStarted' });
      const { fileName, storageKey } = document;
      const facts = { fileName, documentId };
      audit(em, {
        at: now,
        actorId: account.id,
        address,
        action: 'sittingDocumentOpened',
        subjectId: sittingId,
        facts,
      });
      return { fileName, content: await store.files.read(storageKey) };
    },

    async addAnswerFile({ em, session: { account }, params, query, file, now, address }) {
      const added = await addAnswerFile(em, store, { account, ...params, ...query, bytes: file, now, address });
      return added.asReply();
    },

    async answerFile({ em, session: { account }, params }) {
      const { fileName, storageKey } = await findAnswerFile(em, { account, ...params });
      return { fileName, content: await store.files.read(storageKey) };
    },

    async removeAnswerFile({ em, session: { account }, params, body, now, address }) {
      await removeAnswerFile(em, { account, ...params, ...body, now, address });
      return {};
    },
  };
}
