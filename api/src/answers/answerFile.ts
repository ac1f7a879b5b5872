import type { AnswerFileId, QuestionId } from '@invigil/contract/ids';
import type { AnswerFile as AnswerFileReply } from '@invigil/contract/routes/writing';
import { defineEntity, p } from '@mikro-orm/core';
import { Sitting } from '../sittings/sitting.ts';

const AnswerFileSchema = defineEntity({
  name: 'AnswerFile',
  properties: {
    id: p.uuid().$type<AnswerFileId>().primary(),
    sitting: () => p.manyToOne(Sitting),
    questionId: p.uuid().$type<QuestionId>(),
    fileName: p.text(),
    mediaType: p.text(),
    byteSize: p.integer(),
    /** Hexadecimal. */
    sha256: p.text(),
    /** Where the file lies in the store. */
    storageKey: p.text(),
    uploadedAt: p.datetime(3),
    removedAt: p.datetime(3).nullable(),
  },
});

/** A file of an answer; its bytes are in the file store. */
export class AnswerFile extends AnswerFileSchema.class {
  asReply(): AnswerFileReply {
    const { id, questionId, fileName, mediaType, byteSize, uploadedAt } = this;
    return { fileId: id, questionId, fileName, mediaType, byteSize, uploadedAt: uploadedAt.toISOString() };
  }
}
AnswerFileSchema.setClass(AnswerFile);
