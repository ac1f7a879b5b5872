import { AppError } from '@invigil/contract/errors';
import type { PersonId } from '@invigil/contract/ids';
import type { EntityManager } from '@mikro-orm/postgresql';
import type { Account } from '../accounts/account.ts';
import { audit } from '../audit/auditEntry.ts';
import type { Handlers } from '../http/handlers.ts';
import { Mail } from '../mails/mail.ts';
import { queueMail } from '../mails/queueMail.ts';
import { Invitation } from './invitation.ts';
import { type Invitations, lockAccounts } from './invitations.ts';

/** What an admin does with the invitation of one person. */
export function adminInvitationHandlers(invitations: Invitations): Pick<Handlers, 'invitePerson' | 'revokeInvitation'> {
  return {
    invitePerson: ({ em, params, body, session, now, address }) =>
      em.transactional(async (tx) => {
        const account = await lockOne(tx, params.personId);
        const { idempotencyKey } = body;
        if (account.state === 'suspended') throw new AppError({ code: 'personSuspended' });
        const invitedBefore = await tx.findOne(Invitation, { idempotencyKey });
        if (invitedBefore && invitedBefore.account.id !== account.id) throw new AppError({ code: 'keyReused' });
        if (invitedBefore) return { invitation: invitedBefore.asReply(now) };
        if (account.state === 'active') {
          await tellToSignIn(tx, { account, key: `alreadyActive ${idempotencyKey}`, at: now });
          return { invitation: (await lastInvitation(tx, account))?.asReply(now) ?? null };
        }
        const order = { at: now, actorId: session.account.id, address, idempotencyKey };
        const [invitation] = await invitations.send(tx, [account], order);
        return { invitation: invitation?.asReply(now) ?? null };
      }),

    revokeInvitation: ({ em, params, session, now, address }) =>
      em.transactional(async (tx) => {
        const account = await lockOne(tx, params.personId);
        const last = await lastInvitation(tx, account);
        if (last?.stateAt(now) === 'sent') {
          await invitations.end(tx, [account], 'revoked', now);
          const actor = { at: now, actorId: session.account.id, address };
          audit(tx, { ...actor, action: 'invitationRevoked', subjectId: account.id });
        }
        return { invitation: last?.asReply(now) ?? null };
      }),
  };
}

/** @throws {AppError} notFound. */
async function lockOne(tx: EntityManager, personId: PersonId): Promise<Account> {
  const [account] = await lockAccounts(tx, [personId]);
  if (account === undefined) throw new AppError({ code: 'notFound' });
  return account;
}

/** The open one if there is one, else the one sent last. */
async function lastInvitation(tx: EntityManager, account: Account): Promise<Invitation | null> {
  const open = await tx.findOne(Invitation, { account, state: 'sent' });
  return open ?? tx.findOne(Invitation, { account }, { orderBy: { sentAt: 'desc', id: 'desc' } });
}

/** @throws {AppError} keyReused when the key was for somebody else. */
async function tellToSignIn(
  tx: EntityManager,
  { account, key, at }: { account: Account; key: string; at: Date },
): Promise<void> {
  const told = await tx.findOne(Mail, { idempotencyKey: key });
  if (told && told.account?.id !== account.id) throw new AppError({ code: 'keyReused' });
  if (!told) queueMail(tx, { kind: 'alreadyActive', account, facts: {}, key, at });
}
