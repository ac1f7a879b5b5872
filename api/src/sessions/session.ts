import { createHash, randomBytes } from 'node:crypto';
import type { SessionId } from '@invigil/contract/ids';
import { defineEntity, type EntityManager, p } from '@mikro-orm/core';
import { Account } from '../accounts/account.ts';
import { newId } from '../newId.ts';

/** How long a session outlives the last request made with it. */
export const sessionLifetimeMs = 12 * 60 * 60 * 1000;
/** A session in use is written again at most this often, so that reading does not write on every request. */
const renewalMs = 5 * 60 * 1000;

const SessionSchema = defineEntity({
  name: 'Session',
  properties: {
    /** SHA-256 of the token, hexadecimal: whoever reads the table cannot sign in with it. */
    tokenHash: p.text().primary(),
    /** By which its owner names it. */
    id: p.uuid().$type<SessionId>(),
    account: () => p.manyToOne(Account),
    createdAt: p.datetime(3),
    seenAt: p.datetime(3),
    expiresAt: p.datetime(3),
    /** The network address it was opened from. */
    address: p.text(),
    /** Browser and system in words. */
    browser: p.text(),
    /** Settled when it was opened: whether documents must be accepted before anything else. */
    consentDue: p.boolean(),
  },
});

/** One browser in which somebody is signed in. */
export class Session extends SessionSchema.class {
  /** An unguessable token of 256 bits, for the cookie only. */
  static newToken(): string {
    return randomBytes(32).toString('base64url');
  }

  static hashOf(token: string): string {
    return createHash('sha256').update(token).digest('hex');
  }

  /** Opens one with the next flush, and gives its token. */
  static open(
    em: EntityManager,
    given: { account: Account; now: Date; address: string; browser: string; consentDue: boolean },
  ): { session: Session; token: string } {
    const { now, ...rest } = given;
    const token = Session.newToken();
    const session = em.create(Session, {
      ...rest,
      tokenHash: Session.hashOf(token),
      id: newId<SessionId>(),
      createdAt: now,
      seenAt: now,
      expiresAt: new Date(now.getTime() + sessionLifetimeMs),
    });
    return { session, token };
  }

  /** Whether it admits at `now`: not expired, and its account not suspended since. */
  admits(now: Date): boolean {
    return this.expiresAt > now && this.account.state === 'active';
  }

  /** Moves the expiry on when the last renewal is long enough ago; true when it did, and the cookie must follow. */
  renew(now: Date): boolean {
    if (now.getTime() - this.seenAt.getTime() < renewalMs) return false;
    this.seenAt = now;
    this.expiresAt = new Date(now.getTime() + sessionLifetimeMs);
    return true;
  }
}
SessionSchema.setClass(Session);
