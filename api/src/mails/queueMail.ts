import type { MailKind } from '@invigil/contract/routes/admin/person';
import type { EntityManager } from '@mikro-orm/postgresql';
import type { Account } from '../accounts/account.ts';
import type { InvitationRun } from '../invitations/invitationRun.ts';
import { newId } from '../newId.ts';
import { Mail } from './mail.ts';

/** What the text of each kind needs beside the person's name and time zone; instants are ISO texts. */
export interface MailFacts {
  /** Its access code is sealed. */
  invitation: { expiresAt: string };
  alreadyActive: object;
  /** Its token is sealed; `expiresAt` is settled when it is sent. */
  passwordReset: { expiresAt: string };
  passwordChanged: { at: string };
  examRescheduled: { examTitle: string; opensAt: string; closesAt: string };
  examCancelled: { examTitle: string; opensAt: string };
  examMorning: { examTitle: string; opensAt: string };
  sittingDecided: { sittingId: string; examTitle: string; replyUntil: string };
}

export interface QueuedMail<K extends MailKind> {
  kind: K;
  account: Account;
  facts: MailFacts[K];
  /** A second mail of the same key is refused by the database. */
  key: string;
  at: Date;
  /** By `SecretKeys.seal(secret, key)`. */
  sealed?: string;
  run?: InvitationRun;
}

/** Queues a mail with the next flush, in the transaction of what it tells about; the mail loop sends it after that. */
export function queueMail<K extends MailKind>(em: EntityManager, mail: QueuedMail<K>): Mail {
  const { kind, account, facts, key, at, sealed = null, run = null } = mail;
  return em.create(Mail, {
    id: newId<string>(),
    kind,
    account,
    recipient: account.email,
    language: account.language,
    payload: { ...facts, ...addressee(account) },
    sealed,
    idempotencyKey: key,
    run,
    createdAt: at,
    attempts: 0,
    nextAttemptAt: at,
  });
}

/** What every text needs of the person it is for; who has not told their time zone has none here. */
export function addressee({ name, timeZone }: Account): Record<string, string> {
  return { name, ...(timeZone == null ? {} : { timeZone }) };
}
