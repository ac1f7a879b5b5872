import { AppError } from '@invigil/contract/errors';
import { acceptNewPassword } from '@invigil/contract/password';
import { LockMode } from '@mikro-orm/core';
import { audit } from '../audit/auditEntry.ts';
import type { Call, Handlers } from '../http/handlers.ts';
import { queueMail } from '../mails/queueMail.ts';
import type { Passwords } from '../sessions/passwords.ts';
import { Session } from '../sessions/session.ts';
import type { SignInLimits } from '../sessions/signInLimits.ts';
import { Account } from './account.ts';

export interface PasswordParts {
  passwords: Passwords;
  /** The same that slow down sign-ins, so that a session left open is no way to guess a password. */
  limits: SignInLimits;
}

export function changePasswordHandler({ passwords, limits }: PasswordParts): Handlers['changePassword'] {
  /** The hash behind the current password. @throws {AppError} wrongCurrentPassword, tooManyRequests. */
  async function currentHash({ em, session, body, address }: Call<'changePassword'>): Promise<string> {
    const attempt = limits.attempt(address, session.account.email);
    let wrong = false;
    try {
      const { passwordHash } = await em.findOneOrFail(Account, session.account.id, { populate: ['passwordHash'] });
      wrong = !(await passwords.verify(passwordHash, body.currentPassword));
      if (passwordHash && !wrong) return passwordHash;
    } finally {
      if (!wrong) attempt.forgive();
    }
    throw new AppError({ code: 'wrongCurrentPassword' });
  }

  return async (call) => {
    const { em, session, body, now, address, cookie } = call;
    const next = acceptNewPassword(body.newPassword);
    const verified = await currentHash(call);
    // Hashed before the row is locked, for hashing takes long.
    const passwordHash = await passwords.hash(next);
    return em.transactional(async (tx) => {
      const account = await tx.findOneOrFail(Account, session.account.id, {
        lockMode: LockMode.PESSIMISTIC_WRITE,
        populate: ['passwordHash'],
        refresh: true,
      });
      // Somebody else, or a second press, was faster: what was verified is no longer the password.
      if (account.passwordHash !== verified) throw new AppError({ code: 'wrongCurrentPassword' });
      account.passwordHash = passwordHash;
      const ended = await tx.nativeDelete(Session, { account });
      // This browser goes on, under a new token: who knew the old password may have known the old token too.
      const { address: openedFrom, browser } = session;
      const { token } = Session.open(tx, { account, now, address: openedFrom, browser, consentDue: false });
      audit(tx, { at: now, actorId: account.id, address, action: 'passwordChanged' });
      const key = `passwordChanged ${account.id} ${now.getTime()}`;
      queueMail(tx, { kind: 'passwordChanged', account, facts: { at: now.toISOString() }, key, at: now });
      cookie.set(token);
      return { revoked: ended - 1 };
    });
  };
}
