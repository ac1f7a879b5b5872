import { AppError } from '@invigil/contract/errors';
import type { Log } from '@invigil/server-kit/log';
import { Account } from '../accounts/account.ts';
import { audit } from '../audit/auditEntry.ts';
import type { Call, Handlers } from '../http/handlers.ts';
import { browserOf } from './browser.ts';
import { findSignInAccount, type SignInAccount } from './findSignInAccount.ts';
import { mySessionHandlers } from './mySessions.ts';
import { openAtSignIn } from './openAtSignIn.ts';
import type { Passwords } from './passwords.ts';
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
  async function claimedAccount({ body, em, address }: Call<'signIn'>): Promise<SignInAccount> {
    const email = Account.emailOf(body.email);
    const attempt = limits.attempt(address, email);
    let wrong = false;
    try {
      passwords.mustHaveRoom();
      const found = await findSignInAccount(em, email);
      wrong = !(await passwords.verify(found?.account.passwordHash, body.password));
      if (found && !wrong) return found;
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
      const { account, consentDue } = await claimedAccount(call);
      if (account.state !== 'active') throw new AppError({ code: 'accountSuspended' });

      const browser = browserOf(userAgent);
      const opening = { account, now, address, browser, consentDue, replaced: cookie.token };
      const { session, token } = await openAtSignIn(em, opening);
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
