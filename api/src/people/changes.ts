import { AppError } from '@invigil/contract/errors';
import type { PersonId } from '@invigil/contract/ids';
import type { Role } from '@invigil/contract/roles';
import type { RouteBody } from '@invigil/contract/routes';
import type { EntityManager } from '@mikro-orm/postgresql';
import { Account } from '../accounts/account.ts';
import { audit } from '../audit/auditEntry.ts';
import { Invitation } from '../invitations/invitation.ts';
import type { Invitations, Order } from '../invitations/invitations.ts';
import { Room } from '../rooms/room.ts';
import { Sitting } from '../sittings/sitting.ts';
import { endPasswordResets, endSessions, lockPerson, mustLeaveAnAdmin } from './access.ts';

/**
 * Corrects what is known of somebody. A new address ends everything that was mailed to the old one, and an invitation that
 * was open is sent again, to the new one.
 * @throws {AppError} notFound, lastAdmin, wrongRole while they sit or watch something in their present role.
 */
export async function changePerson(
  em: EntityManager,
  {
    personId,
    changes: { email, ...rest },
    order,
    invitations,
  }: { personId: PersonId; changes: RouteBody<'changePerson'>; order: Order; invitations: Invitations },
): Promise<void> {
  if (rest.role !== undefined && rest.role !== 'admin') await mustLeaveAnAdmin(em, personId);
  const account = await lockPerson(em, personId);
  const before = pick(account);
  if (rest.role !== undefined && rest.role !== account.role) {
    await mustBeFree(em, account);
    // What an open page shows and may do is of the old role.
    await endSessions(em, personId);
  }
  em.assign(account, { ...rest, ...(email === undefined ? {} : { email: Account.emailOf(email) }) });
  const after = pick(account);
  const changed = fields.filter((field) => before[field] !== after[field]);
  if (changed.length === 0) return;
  audit(em, {
    ...order,
    action: 'personChanged',
    subjectId: personId,
    facts: { changed: changed.join(', '), ...(changed.includes('role') ? { role: account.role } : {}) },
  });
  await em.flush();
  if (changed.includes('email')) await followAddress(em, account, order, invitations);
}

async function followAddress(
  em: EntityManager,
  account: Account,
  order: Order,
  invitations: Invitations,
): Promise<void> {
  await endPasswordResets(em, account.id);
  const open = await em.count(Invitation, { account, state: 'sent', expiresAt: { $gt: order.at } });
  if (account.state === 'invited' && open > 0) await invitations.send(em, [account], order);
  else await invitations.end(em, [account], 'revoked', order.at);
}

const fields = ['name', 'email', 'role', 'language', 'timeZone'] as const;
const pick = ({ name, email, role, language, timeZone }: Account) => ({ name, email, role, language, timeZone });

/** Nothing may be left that only somebody of the present role can do. */
async function mustBeFree(em: EntityManager, account: Account): Promise<void> {
  const ties: Record<Role, () => Promise<number>> = {
    candidate: () => em.count(Sitting, { candidate: account }),
    proctor: () => em.count(Room, { proctors: account }),
    admin: async () => 0,
  };
  if ((await ties[account.role]()) > 0) throw new AppError({ code: 'wrongRole' });
}
