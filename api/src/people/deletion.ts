import { AppError } from '@invigil/contract/errors';
import type { PersonId } from '@invigil/contract/ids';
import { sql } from '@mikro-orm/core';
import type { EntityManager } from '@mikro-orm/postgresql';
import { Account } from '../accounts/account.ts';
import { Sitting } from '../sittings/sitting.ts';

const liveStates = ['lobby', 'writing', 'paused', 'submitting'] as const;

/**
 * Deletes somebody with everything that is about them: sessions, acceptances, invitations, mails, device checks, sittings and
 * copies. Documents and rosters they uploaded and runs they ordered belong to the organisation and pass to `heir`; the audit
 * log still says whose act they were. To be called in a transaction.
 * @throws {AppError} sittingBegun while they sit an exam.
 */
export async function deletePerson(em: EntityManager, id: PersonId, heir: PersonId): Promise<void> {
  if ((await em.count(Sitting, { candidate: id, state: { $in: liveStates } })) > 0) {
    throw new AppError({ code: 'sittingBegun' });
  }
  await em.execute(sql`update exam_document set uploaded_by_id = ${heir} where uploaded_by_id = ${id}`);
  await em.execute(sql`update roster_import set uploaded_by_id = ${heir} where uploaded_by_id = ${id}`);
  await em.execute(sql`update invitation_run set requested_by_id = ${heir} where requested_by_id = ${id}`);
  await em.nativeDelete(Sitting, { candidate: id });
  await em.nativeDelete(Account, { id });
}
