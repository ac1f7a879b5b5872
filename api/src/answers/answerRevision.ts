import type { AnswerContent } from '@invigil/contract/answerContent';
import type { QuestionId } from '@invigil/contract/ids';
import { defineEntity, p } from '@mikro-orm/core';
import { Sitting } from '../sittings/sitting.ts';

/** The last of a minute, what a conflict or another page overwrote, or what was typed in time and came after the end. */
export const revisionReasons = ['minute', 'overwritten', 'late'] as const;
export type RevisionReason = (typeof revisionReasons)[number];

const AnswerRevisionSchema = defineEntity({
  name: 'AnswerRevision',
  properties: {
    id: p.uuid().primary(),
    sitting: () => p.manyToOne(Sitting),
    questionId: p.uuid().$type<QuestionId>(),
    reason: p.enum(revisionReasons),
    revision: p.integer(),
    content: p.json<AnswerContent>(),
    text: p.text(),
    savedAt: p.datetime(3),
    /** The beginning of the minute of which it is the last; there is one for each answer and minute. */
    minute: p.datetime(3).nullable(),
    /** Of the save that brought it, so that a repeat of one that came late is known. */
    saveId: p.uuid().nullable(),
  },
});

/** What an answer was before, so that no text is ever lost. */
export class AnswerRevision extends AnswerRevisionSchema.class {}
AnswerRevisionSchema.setClass(AnswerRevision);
