import { limits } from '@invigil/contract/limits';
import { type RawQueryFragment, sql } from '@mikro-orm/core';
import type { RetentionDays } from './settings.ts';

const dayMs = 24 * 60 * 60 * 1000;

/** Rows of one table, called `x`, that are to be forgotten. */
export interface Outdated {
  table: string;
  days: keyof RetentionDays;
  /** @param before what ended earlier is outdated. */
  where: (before: Date, now: Date) => RawQueryFragment;
  /** Whether a row names a file in the store, whose bytes go with it. */
  hasFile?: boolean;
}

/**
 * Whether nothing of a sitting `s` may be forgotten yet: it has not ended, somebody comments it and nobody has decided, it was
 * referred to others, or its candidate may still answer the decision.
 */
const isHeld = (now: Date) => sql`(
  s.state not in ('submitted', 'timedOut', 'terminated', 'noShow')
  or (select d.outcome = 'referred' or d.at > ${new Date(now.getTime() - limits.replyDays * dayMs)}
      from decision d where d.sitting_id = s.id order by d.at desc, d.id desc limit 1)
  or (not exists (select 1 from decision d where d.sitting_id = s.id)
      and exists (select 1 from review_comment c where c.sitting_id = s.id)))`;

const ofEndedSitting = (before: Date, now: Date) => sql`exists (
  select 1 from sitting s join exam e on e.id = s.exam_id
  where s.id = x.sitting_id and greatest(coalesce(s.submitted_at, e.closes_at), e.closes_at) < ${before}
    and (${isHeld(now)}) is not true)`;

/** In the order in which they are looked at. The audit log is the last, so that it tells of everything before. */
export const outdated: readonly Outdated[] = [
  { table: 'incident', days: 'facts', where: ofEndedSitting },
  { table: 'still', days: 'facts', where: ofEndedSitting, hasFile: true },
  { table: 'look', days: 'facts', where: ofEndedSitting },
  { table: 'message', days: 'conversations', where: ofEndedSitting },
  { table: 'hand', days: 'conversations', where: ofEndedSitting },
  {
    table: 'mail',
    days: 'mails',
    where: (before) => sql`x.next_attempt_at is null and coalesce(x.sent_at, x.failed_at) < ${before}`,
  },
  { table: 'session', days: 'expired', where: (before) => sql`x.expires_at < ${before}` },
  { table: 'password_reset', days: 'expired', where: (before) => sql`x.expires_at < ${before}` },
  {
    table: 'invitation',
    days: 'expired',
    // The last one of somebody who never came in is what their standing is told by.
    where: (before) => sql`coalesce(x.ended_at, x.expires_at) < ${before} and x.expires_at < ${before} and (
      exists (select 1 from account a where a.id = x.account_id and a.state = 'active')
      or exists (select 1 from invitation n where n.account_id = x.account_id and n.sent_at > x.sent_at))`,
  },
  { table: 'device_check', days: 'expired', where: (before) => sql`x.began_at < ${before}` },
  {
    table: 'roster_import',
    days: 'expired',
    where: (before) => sql`x.state <> 'imported' and x.expires_at < ${before}`,
  },
  { table: 'audit_entry', days: 'audit', where: (before) => sql`x.at < ${before}` },
];

/** Those that the settings do not keep for ever, each with the instant before which it is outdated. */
export function outdatedAt(days: RetentionDays, now: Date): (Outdated & { before: Date })[] {
  return outdated
    .filter((one) => days[one.days] > 0)
    .map((one) => ({ ...one, before: new Date(now.getTime() - days[one.days] * dayMs) }));
}
