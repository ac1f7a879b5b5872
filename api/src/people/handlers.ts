import { AppError } from '@invigil/contract/errors';
import type { PersonId } from '@invigil/contract/ids';
import type { Person } from '@invigil/contract/routes/admin/person';
import { UniqueConstraintViolationException } from '@mikro-orm/core';
import type { EntityManager } from '@mikro-orm/postgresql';
import { Account } from '../accounts/account.ts';
import { audit } from '../audit/auditEntry.ts';
import type { Handlers } from '../http/handlers.ts';
import type { Invitations } from '../invitations/invitations.ts';
import { newId } from '../newId.ts';
import { endPasswordResets, endSessions, lockPerson, mustLeaveAnAdmin } from './access.ts';
import { changePerson } from './changes.ts';
import { deletionHandlers } from './deletionRequests.ts';
import { detailsOf } from './personDetails.ts';
import { countByStatus, listPeople, readPerson } from './personList.ts';

type PeopleRoute =
  | 'people'
  | 'peopleCounts'
  | 'addPerson'
  | 'person'
  | 'changePerson'
  | 'suspendPerson'
  | 'restorePerson'
  | 'endPersonSessions'
  | 'deletionRequests'
  | 'answerDeletionRequest';

export function peopleHandlers(invitations: Invitations): Pick<Handlers, PeopleRoute> {
  return {
    ...deletionHandlers,

    async people({ em, query, now }) {
      return listPeople(em, query, now);
    },

    async peopleCounts({ em, query, now }) {
      return { counts: await countByStatus(em, query, now) };
    },

    async person({ em, params, now }) {
      return detailsOf(em, await mustRead(em, params.personId, now), now);
    },

    async addPerson({ em, session, body: { invite, ...given }, now, address }) {
      const id = newId<PersonId>();
      const order = { at: now, actorId: session.account.id, address };
      await mustNotClash(
        em.transactional(async (tx) => {
          const account = tx.create(Account, {
            ...given,
            id,
            email: Account.emailOf(given.email),
            state: 'invited',
            createdAt: now,
          });
          audit(tx, { ...order, action: 'personAdded', subjectId: id, facts: { role: given.role } });
          await tx.flush();
          if (invite) await invitations.send(tx, [account], order);
        }),
      );
      return mustRead(em, id, now);
    },

    async changePerson({ em, session, params: { personId }, body, now, address }) {
      const order = { at: now, actorId: session.account.id, address };
      await mustNotClash(em.transactional((tx) => changePerson(tx, { personId, changes: body, order, invitations })));
      return mustRead(em, personId, now);
    },

    async suspendPerson({ em, session, params: { personId }, body: { reason }, now, address }) {
      await em.transactional(async (tx) => {
        await mustLeaveAnAdmin(tx, personId);
        const account = await lockPerson(tx, personId);
        if (account.state === 'suspended') return;
        account.state = 'suspended';
        await endSessions(tx, personId);
        await endPasswordResets(tx, personId);
        await invitations.end(tx, [account], 'revoked', now);
        audit(tx, {
          at: now,
          actorId: session.account.id,
          address,
          action: 'personSuspended',
          subjectId: personId,
          ...(reason === undefined ? {} : { facts: { reason } }),
        });
      });
      return mustRead(em, personId, now);
    },

    async restorePerson({ em, session, params: { personId }, now, address }) {
      await em.transactional(async (tx) => {
        const account = await lockPerson(tx, personId);
        if (account.state !== 'suspended') return;
        // Whoever never set a password still has to be invited.
        const passwords = await tx.count(Account, { id: personId, passwordHash: { $ne: null } });
        account.state = passwords > 0 ? 'active' : 'invited';
        audit(tx, { at: now, actorId: session.account.id, address, action: 'personRestored', subjectId: personId });
      });
      return mustRead(em, personId, now);
    },

    async endPersonSessions({ em, session, params: { personId }, now, address }) {
      return em.transactional(async (tx) => {
        await lockPerson(tx, personId);
        const revoked = await endSessions(tx, personId);
        audit(tx, {
          at: now,
          actorId: session.account.id,
          address,
          action: 'personSessionsEnded',
          subjectId: personId,
          facts: { revoked: String(revoked) },
        });
        return { revoked };
      });
    },
  };
}

/** @throws {AppError} notFound. */
async function mustRead(em: EntityManager, id: PersonId, now: Date): Promise<Person> {
  const person = await readPerson(em, id, now);
  if (!person) throw new AppError({ code: 'notFound' });
  return person;
}

/** @throws {AppError} emailTaken when the change failed because another account has the address. */
async function mustNotClash(change: Promise<unknown>): Promise<void> {
  try {
    await change;
  } catch (cause) {
    if (cause instanceof UniqueConstraintViolationException && cause.message.includes('account_email_key')) {
      throw new AppError({ code: 'emailTaken' }, { cause });
    }
    throw cause;
  }
}
