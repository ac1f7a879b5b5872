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

      const outdated = await em.find(Session, { account, expiresAt: { $lte: now } });
      const replaced = cookie.token === undefined ? null : await em.findOne(Session, Session.hashOf(cookie.token));
      em.remove(outdated);
      if (replaced) em.remove(replaced);

      const consentDue = (await missingConsents(em, account)).length > 0;
      const { session, token } = Session.open(em, { account, now, address, browser: browserOf(userAgent), consentDue });
      audit(em, { at: now, actorId: account.id, address, action: 'sessionOpened' });
      cookie.set(token);
      return account.asMe(session);
    },

    async signOut({ em, now, session, cookie, address }) {
      em.remove(session);
      audit(em, { at: now, actorId: session.account.id, address, action: 'sessionEnded' });
      cookie.clear();
      return {};
    },
  };
}
