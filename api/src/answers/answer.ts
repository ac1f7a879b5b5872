import type { AnswerContent } from '@invigil/contract/answerContent';
import type { QuestionId } from '@invigil/contract/ids';
import { defineEntity, p } from '@mikro-orm/core';
import { Sitting } from '../sittings/sitting.ts';

const AnswerSchema = defineEntity({
  name: 'Answer',
  properties: {
    sitting: () => p.manyToOne(Sitting).primary(),
    questionId: p.uuid().$type<QuestionId>().primary(),
    /** Counts saves from 1 on. */
    revision: p.integer(),
    content: p.json<AnswerContent>(),
    /** The content in plain letters, of a text; empty of choices and files, whose words are elsewhere. */
    text: p.text(),
    savedAt: p.datetime(3),
    /** Of the last save, so that a repeat of it is known. */
    saveId: p.uuid(),
  },
});

/** What a candidate has given to one question so far; part of the copy once that is handed in. */
export class Answer extends AnswerSchema.class {}
AnswerSchema.setClass(Answer);
