import { cannedCodes } from '@invigil/contract/cannedMessages';
import type { MessageId } from '@invigil/contract/ids';
import { defineEntity, p } from '@mikro-orm/core';
import { Account } from '../accounts/account.ts';
import { Sitting } from '../sittings/sitting.ts';

const MessageSchema = defineEntity({
  name: 'Message',
  properties: {
    id: p.uuid().$type<MessageId>().primary(),
    sitting: () => p.manyToOne(Sitting),
    /** Of the press that sent it, the same for everybody it was sent to. */
    key: p.uuid(),
    at: p.datetime(3),
    /** Who of the team wrote it; null for the candidate. */
    by: () => p.manyToOne(Account).nullable(),
    text: p.text().nullable(),
    canned: p.enum(cannedCodes).nullable(),
    /** When a proctor read what the candidate wrote. */
    readAt: p.datetime(3).nullable(),
  },
});

/** What a candidate and a proctor write to each other: a text, or the code of a canned message. */
export class Message extends MessageSchema.class {}
MessageSchema.setClass(Message);
