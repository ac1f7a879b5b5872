import type { CommentId } from '@invigil/contract/ids';
import { defineEntity, p } from '@mikro-orm/core';
import { Account } from '../accounts/account.ts';
import { Incident } from '../incidents/incident.ts';
import { Sitting } from '../sittings/sitting.ts';

const ReviewCommentSchema = defineEntity({
  name: 'ReviewComment',
  properties: {
    id: p.uuid().$type<CommentId>().primary(),
    sitting: () => p.manyToOne(Sitting),
    /** The one it is about; null for one about the whole sitting. */
    incident: () => p.manyToOne(Incident).nullable(),
    by: () => p.manyToOne(Account),
    at: p.datetime(3),
    text: p.text(),
  },
});

/** A remark of the team about a sitting, or about one incident of it. */
export class ReviewComment extends ReviewCommentSchema.class {}
ReviewCommentSchema.setClass(ReviewComment);
