import { AppError } from '@invigil/contract/errors';
import type { DeletionRequestId } from '@invigil/contract/ids';
import { deletionRequest } from '@invigil/contract/routes/admin/people';
import { sql } from '@mikro-orm/core';
import type { EntityManager } from '@mikro-orm/postgresql';
import { z } from 'zod';
import { DeletionRequest } from '../accounts/deletionRequest.ts';
import { AuditEntry, audit } from '../audit/auditEntry.ts';
import { instantKey, readCursor, writeCursor } from '../db/cursor.ts';
import { allOf, instantOf } from '../db/fragments.ts';
import type { Handlers } from '../http/handlers.ts';
import { mustLeaveAnAdmin } from './access.ts';
import { deletePerson } from './deletion.ts';

const cursorForm = z.tuple([instantKey, z.uuid()]);
const requestRow = z.object({
  id: deletionRequest.shape.deletionRequestId,
  requested_at: z.string(),
  person_id: deletionRequest.shape.personId,
  name: z.string(),
  email: z.string(),
});

export const deletionHandlers: Pick<Handlers, 'deletionRequests' | 'answerDeletionRequest'> = {
  async deletionRequests({ em, query: { cursor, limit } }) {
    const after = readCursor(cursor, cursorForm);
    const rows = await em.execute(sql`
      select q.id, q.requested_at, a.id as person_id, a.name, a.email
      from deletion_request q join account a on a.id = q.account_id
      where ${allOf([sql`q.answered_at is null`, after && sql`(q.requested_at, q.id) > (${after[0]}::timestamptz, ${after[1]}::uuid)`])}
      order by q.requested_at, q.id limit ${limit + 1}`);
    const found = z.array(requestRow).parse(rows);
    const shown = found.slice(0, limit);
    const last = found.length > limit ? shown.at(-1) : undefined;
    return {
      requests: shown.map((row) => ({
        deletionRequestId: row.id,
        personId: row.person_id,
        name: row.name,
        email: row.email,
        requestedAt: instantOf(row.requested_at),
      })),
      nextCursor: last ? writeCursor([last.requested_at, last.id]) : null,
    };
  },

  async answerDeletionRequest({ em, session, params: { deletionRequestId }, body, now, address }) {
    const actorId = session.account.id;
    await em.transactional(async (tx) => {
      // Two admins who answer at once take turns here; the second finds what the first one left.
      await tx.execute(sql`select pg_advisory_xact_lock(hashtextextended(${deletionRequestId}, 0))`);
      const request = await openRequest(tx, deletionRequestId);
      const personId = request.account.id;
      if (body.outcome === 'deleted') {
        await mustLeaveAnAdmin(tx, personId);
        await deletePerson(tx, personId, actorId);
      } else {
        tx.assign(request, { answeredAt: now, answeredBy: actorId, outcome: 'refused', reason: body.reason });
      }
      audit(tx, {
        at: now,
        actorId,
        address,
        action: 'deletionAnswered',
        subjectId: deletionRequestId,
        facts: { outcome: body.outcome, personId },
      });
    });
    return {};
  },
};

/** @throws {AppError} notFound, stale when it was answered or withdrawn. */
async function openRequest(em: EntityManager, id: DeletionRequestId): Promise<DeletionRequest> {
  const request = await em.findOne(DeletionRequest, { id }, { refresh: true });
  if (request && !request.answeredAt) return request;
  // A request goes with the person it is about, and then only the log still knows of it.
  const answered = request ? 1 : await em.count(AuditEntry, { subjectId: id, action: 'deletionAnswered' });
  throw new AppError({ code: answered > 0 ? 'stale' : 'notFound' });
}
