import { AppError } from '@invigil/contract/errors';
import type { Log } from '@invigil/server-kit/log';
import { Account } from '../accounts/account.ts';
import { audit } from '../audit/auditEntry.ts';
import type { Call, Handlers } from '../http/handlers.ts';
import { missingConsents } from '../legal/consent.ts';
import { browserOf } from './browser.ts';
import { mySessionHandlers } from './mySessions.ts';
import type { Passwords } from './passwords.ts';
import { Session } from './session.ts';
import type { SignInLimits } from './signInLimits.ts';

export function sessionHandlers({
  passwords,
  limits,
  log,
}: {
  passwords: Passwords;
  limits: SignInLimits;
  log: Log;
}): Pick<Handlers, 'signIn' | 'signOut' | keyof typeof mySessionHandlers> {
  /** @throws {AppError} wrongCredentials, tooManyRequests. */
  async function accountOf({ body, em, address }: Call<'signIn'>): Promise<Account> {
    const email = Account.emailOf(body.email);
    const attempt = limits.attempt(address, email);
    let wrong = false;
    try {
      const account = await em.findOne(Account, { email }, { populate: ['passwordHash'] });
      wrong = !(await passwords.verify(account?.passwordHash, body.password));
      if (account && !wrong) return account;
    } finally {
      if (!wrong) attempt.forgive();
    }
    log.info({ address }, 'sign-in refused: wrong credentials');
    throw new AppError({ code: 'wrongCredentials' });
  }

  return {
    ...mySessionHandlers,

    async signIn(call) {
      const { em, now, cookie, address, userAgent } = call;
      const account = await accountOf(call);
      if (account.state !== 'active') throw new AppError({ code: 'accountSuspended' });

      const consentDue = (await missingConsents(em, account)).length > 0;
      return em.transactional(async (tx) => {
        // Also what this browser had before, whoever's it was: a token that was there before a sign-in never outlives it.
        const replaced = cookie.token === undefined ? [] : [{ tokenHash: Session.hashOf(cookie.token) }];
        await tx.nativeDelete(Session, { $or: [{ account, expiresAt: { $lte: now } }, ...replaced] });
        const browser = browserOf(userAgent);
        const { session, token } = Session.open(tx, { account, now, address, browser, consentDue });
        audit(tx, { at: now, actorId: account.id, address, action: 'sessionOpened' });
        cookie.set(token);
        return account.asMe(session);
      });
    },

    async signOut({ em, now, session, cookie, address }) {
      em.remove(session);
      audit(em, { at: now, actorId: session.account.id, address, action: 'sessionEnded' });
      cookie.clear();
      return {};
    },
  };
}
