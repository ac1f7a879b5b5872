import { languages } from '@invigil/contract/roles';
import { mailKinds } from '@invigil/contract/routes/admin/person';
import { defineEntity, p } from '@mikro-orm/core';
import { Account } from '../accounts/account.ts';
import { InvitationRun } from '../invitations/invitationRun.ts';

const MailSchema = defineEntity({
  name: 'Mail',
  properties: {
    /** Also its Message-ID, so that a repeat after a lost answer is one message to the receiver. */
    id: p.uuid().primary(),
    kind: p.enum(mailKinds),
    account: () => p.manyToOne(Account).nullable(),
    recipient: p.text(),
    language: p.enum(languages),
    /** What its text needs, without secrets. */
    payload: p.json<Readonly<Record<string, string>>>(),
    /** The secret that its text needs, encrypted; emptied when it was sent or given up. */
    sealed: p.text().nullable().lazy().hidden(),
    /** A mail of the same key is the same mail. */
    idempotencyKey: p.text(),
    run: () => p.manyToOne(InvitationRun).nullable(),
    createdAt: p.datetime(3),
    attempts: p.integer().default(0),
    /** When to try next; null once it was sent or given up. */
    nextAttemptAt: p.datetime(3).nullable(),
    lastError: p.text().nullable(),
    sentAt: p.datetime(3).nullable(),
    failedAt: p.datetime(3).nullable(),
  },
});

/** A mail that waits to be sent, or was. Written in the transaction of what it tells about. */
export class Mail extends MailSchema.class {}
MailSchema.setClass(Mail);
