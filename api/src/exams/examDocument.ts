import type { DocumentId } from '@invigil/contract/ids';
import type { ExamDocument as ExamDocumentReply } from '@invigil/contract/routes/admin/exams';
import { defineEntity, p } from '@mikro-orm/core';
import { Account } from '../accounts/account.ts';
import { Exam } from './exam.ts';

const ExamDocumentSchema = defineEntity({
  name: 'ExamDocument',
  properties: {
    id: p.uuid().$type<DocumentId>().primary(),
    exam: () => p.manyToOne(Exam),
    fileName: p.text(),
    mediaType: p.text(),
    byteSize: p.integer(),
    /** Hexadecimal; the same file twice is one document of an exam. */
    sha256: p.text(),
    /** Where the file lies in the store. */
    storageKey: p.text(),
    uploadedBy: () => p.manyToOne(Account),
    uploadedAt: p.datetime(3),
  },
});

/** A file of an exam; its bytes are in the file store. */
export class ExamDocument extends ExamDocumentSchema.class {
  asReply(): ExamDocumentReply {
    const { id, fileName, byteSize, uploadedAt } = this;
    return { documentId: id, fileName, byteSize, uploadedAt: uploadedAt.toISOString() };
  }
}
ExamDocumentSchema.setClass(ExamDocument);
