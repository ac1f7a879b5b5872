import { LockMode } from '@mikro-orm/core';
import { audit } from '../audit/auditEntry.ts';
import type { Handlers } from '../http/handlers.ts';
import { newId } from '../newId.ts';
import { Account } from './account.ts';
import { DeletionRequest } from './deletionRequest.ts';

/** A person's own half of the deletion of their data; an admin answers it. */
export const deletionRequestHandlers: Pick<Handlers, 'askDeletion' | 'withdrawDeletion'> = {
  askDeletion({ em, session, now, address }) {
    return em.transactional(async (tx) => {
      // One at a time for each person, so that pressing twice asks once.
      const account = await tx.findOneOrFail(Account, session.account.id, { lockMode: LockMode.PESSIMISTIC_WRITE });
      const open = await tx.findOne(DeletionRequest, { account, answeredAt: null });
      if (open) return { requestedAt: open.requestedAt.toISOString() };
      const { id } = tx.create(DeletionRequest, { id: newId(), account, requestedAt: now });
      audit(tx, { at: now, actorId: account.id, address, action: 'deletionAsked', subjectId: id });
      return { requestedAt: now.toISOString() };
    });
  },

  withdrawDeletion({ em, session: { account }, now, address }) {
    return em.transactional(async (tx) => {
      // Locked, so that it is not withdrawn while an admin answers it.
      const open = await tx.findOne(
        DeletionRequest,
        { account, answeredAt: null },
        { lockMode: LockMode.PESSIMISTIC_WRITE },
      );
      if (!open) return {};
      open.answeredAt = now;
      open.answeredBy = account.id;
      open.outcome = 'withdrawn';
      audit(tx, { at: now, actorId: account.id, address, action: 'deletionWithdrawn', subjectId: open.id });
      return {};
    });
  },
};
