import { defineEntity, PrimaryKeyProp, p } from '@mikro-orm/core';
import { Sitting } from '../sittings/sitting.ts';

const CandidateReplySchema = defineEntity({
  name: 'CandidateReply',
  properties: {
    sitting: () => p.oneToOne(Sitting).primary(),
    text: p.text(),
    at: p.datetime(3),
  },
});

/** What a candidate has to say about what was decided. */
export class CandidateReply extends CandidateReplySchema.class {
  declare [PrimaryKeyProp]?: 'sitting';
}
CandidateReplySchema.setClass(CandidateReply);
