import { createHash, randomBytes } from 'node:crypto';
import { defineEntity, p } from '@mikro-orm/core';
import { Account } from '../accounts/account.ts';

/** How long a session outlives the last request made with it. */
export const sessionLifetimeMs = 12 * 60 * 60 * 1000;
/** A session in use is written again at most this often, so that reading does not write on every request. */
const renewalMs = 5 * 60 * 1000;

const SessionSchema = defineEntity({
  name: 'Session',
  properties: {
    /** SHA-256 of the token, hexadecimal: whoever reads the table cannot sign in with it. */
    tokenHash: p.text().primary(),
    account: () => p.manyToOne(Account),
    createdAt: p.datetime(3),
    seenAt: p.datetime(3),
    expiresAt: p.datetime(3),
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
