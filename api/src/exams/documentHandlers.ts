import { createHash } from 'node:crypto';
import { AppError } from '@invigil/contract/errors';
import type { DocumentId, ExamId } from '@invigil/contract/ids';
import { limits } from '@invigil/contract/limits';
import type { EntityManager } from '@mikro-orm/postgresql';
import { audit } from '../audit/auditEntry.ts';
import { discard, type Files } from '../files/discard.ts';
import { mustBeReadablePdf } from '../files/pdf.ts';
import type { Handlers } from '../http/handlers.ts';
import { newId } from '../newId.ts';
import { lockExam, mustNotHaveBegun } from './examChanges.ts';
import { ExamDocument } from './examDocument.ts';
import { readExam } from './examList.ts';

export function documentHandlers(
  store: Files,
): Pick<Handlers, 'addExamDocument' | 'examDocument' | 'removeExamDocument'> {
  const { files } = store;
  return {
    async addExamDocument({ em, session, params: { examId }, query: { fileName }, file, now, address }) {
      mustBeReadablePdf(file);
      const sha256 = createHash('sha256').update(file).digest('hex');
      const id = newId<DocumentId>();
      const storageKey = `exams/${examId}/${id}.pdf`;
      try {
        await em.transactional(async (tx) => {
          const exam = await lockExam(tx, examId);
          if (exam.state === 'cancelled') throw new AppError({ code: 'examCancelled' });
          const documents = await tx.find(ExamDocument, { exam });
          if (documents.some((document) => document.sha256 === sha256)) return;
          if (documents.length >= limits.documentsPerExam) {
            throw new AppError({ code: 'tooManyDocuments', most: limits.documentsPerExam });
          }
          await files.put(storageKey, file);
          tx.create(ExamDocument, {
            id,
            exam,
            fileName,
            mediaType: 'application/pdf',
            byteSize: file.length,
            sha256,
            storageKey,
            uploadedBy: session.account.id,
            uploadedAt: now,
          });
          audit(tx, {
            at: now,
            actorId: session.account.id,
            address,
            action: 'examDocumentAdded',
            subjectId: examId,
            facts: { fileName, documentId: id },
          });
        });
      } catch (error) {
        await discard(store, storageKey);
        throw error;
      }
      return readExam(em, examId);
    },

    async examDocument({ em, session, params, now, address }) {
      const document = await findDocument(em, params);
      audit(em, {
        at: now,
        actorId: session.account.id,
        address,
        action: 'examDocumentOpened',
        subjectId: params.examId,
        facts: { fileName: document.fileName, documentId: document.id },
      });
      return { fileName: document.fileName, content: await files.read(document.storageKey) };
    },

    async removeExamDocument({ em, session, params, now, address }) {
      const storageKey = await em.transactional(async (tx) => {
        const exam = await lockExam(tx, params.examId);
        const document = await findDocument(tx, params);
        await mustNotHaveBegun(tx, exam);
        tx.remove(document);
        audit(tx, {
          at: now,
          actorId: session.account.id,
          address,
          action: 'examDocumentRemoved',
          subjectId: params.examId,
          facts: { fileName: document.fileName, documentId: document.id },
        });
        return document.storageKey;
      });
      await discard(store, storageKey);
      return readExam(em, params.examId);
    },
  };
}

/** @throws {AppError} notFound, also for the document of another exam. */
async function findDocument(
  em: EntityManager,
  { examId, documentId }: { examId: ExamId; documentId: DocumentId },
): Promise<ExamDocument> {
  const document = await em.findOne(ExamDocument, { id: documentId, exam: examId });
  if (!document) throw new AppError({ code: 'notFound' });
  return document;
}
