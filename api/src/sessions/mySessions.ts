import { AppError } from '@invigil/contract/errors';
import type { MySession } from '@invigil/contract/routes/sessions';
import { audit } from '../audit/auditEntry.ts';
import type { Handlers } from '../http/handlers.ts';
import { Session } from './session.ts';

/** The browsers in which somebody is signed in: seen and ended by themselves. */
export const mySessionHandlers: Pick<Handlers, 'mySessions' | 'revokeSession' | 'revokeOtherSessions'> = {
  async mySessions({ em, session, now }) {
    const sessions = await em.find(
      Session,
      { account: session.account, expiresAt: { $gt: now } },
      { orderBy: { seenAt: 'desc', id: 'desc' } },
    );
    return { sessions: sessions.map((mine) => asReply(mine, session)) };
  },

  async revokeSession({ em, session, params, now, address, cookie }) {
    const { account } = session;
    const revoked = await em.findOne(Session, { id: params.sessionId, account });
    if (!revoked) throw new AppError({ code: 'notFound' });
    em.remove(revoked);
    audit(em, { at: now, actorId: account.id, address, action: 'sessionRevoked', subjectId: revoked.id });
    if (revoked === session) cookie.clear();
    return {};
  },

  async revokeOtherSessions({ em, session, now, address }) {
    const { account } = session;
    const others = await em.find(Session, { account, id: { $ne: session.id } });
    for (const other of others) {
      em.remove(other);
      audit(em, { at: now, actorId: account.id, address, action: 'sessionRevoked', subjectId: other.id });
    }
    return { revoked: others.length };
  },
};

function asReply(mine: Session, asking: Session): MySession {
  return {
    sessionId: mine.id,
    browser: mine.browser,
    address: mine.address,
    createdAt: mine.createdAt.toISOString(),
    seenAt: mine.seenAt.toISOString(),
    current: mine.id === asking.id,
  };
}
