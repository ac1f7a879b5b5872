import { AppError } from '@invigil/contract/errors';
import type { PersonId } from '@invigil/contract/ids';
import { sql } from '@mikro-orm/core';
import type { EntityManager } from '@mikro-orm/postgresql';
import { Account } from '../accounts/account.ts';
import { Sitting } from '../sittings/sitting.ts';

const liveStates = ['lobby', 'writing', 'paused', 'submitting'] as const;

/**
 * Deletes somebody with everything that is about them: sessions, acceptances, invitations, mails, device checks, sittings and
 * copies. Documents and rosters they uploaded, runs they ordered and what they did as a proctor belong to the organisation
 * and pass to `heir`; the audit log still says whose act they were. To be called in a transaction.
 * @throws {AppError} sittingBegun while they sit an exam.
 */
export async function deletePerson(em: EntityManager, id: PersonId, heir: PersonId): Promise<void> {
  if ((await em.count(Sitting, { candidate: id, state: { $in: liveStates } })) > 0) {
    throw new AppError({ code: 'sittingBegun' });
  }
  await passOn(em, id, heir);
  await em.nativeDelete(Sitting, { candidate: id });
  await em.nativeDelete(Account, { id });
}

async function passOn(em: EntityManager, id: PersonId, heir: PersonId): Promise<void> {
  await em.execute(sql`update exam_document set uploaded_by_id = ${heir} where uploaded_by_id = ${id}`);
  await em.execute(sql`update roster_import set uploaded_by_id = ${heir} where uploaded_by_id = ${id}`);
  await em.execute(sql`update invitation_run set requested_by_id = ${heir} where requested_by_id = ${id}`);
  await em.execute(sql`update intervention set by_id = ${heir} where by_id = ${id}`);
  await em.execute(sql`update intervention set undone_by_id = ${heir} where undone_by_id = ${id}`);
  await em.execute(sql`update message set by_id = ${heir} where by_id = ${id}`);
  await em.execute(sql`update hand set answered_by_id = ${heir} where answered_by_id = ${id}`);
  await em.execute(sql`update look set by_id = ${heir} where by_id = ${id}`);
  await em.execute(sql`update review_comment set by_id = ${heir} where by_id = ${id}`);
  await em.execute(sql`update decision set by_id = ${heir} where by_id = ${id}`);
  await em.execute(sql`update sitting set proctor_id = null where proctor_id = ${id}`);
}
