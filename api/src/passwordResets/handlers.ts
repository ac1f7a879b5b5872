import { createHash, randomBytes } from 'node:crypto';
import { AppError } from '@invigil/contract/errors';
import { acceptNewPassword } from '@invigil/contract/password';
import { Account } from '../accounts/account.ts';
import { PasswordReset } from '../accounts/passwordReset.ts';
import { audit } from '../audit/auditEntry.ts';
import type { Call, Handlers } from '../http/handlers.ts';
import { nobody } from '../invitations/codeStanding.ts';
import { lockAccounts } from '../invitations/invitations.ts';
import { Mail } from '../mails/mail.ts';
import { queueMail } from '../mails/queueMail.ts';
import { newId } from '../newId.ts';
import type { SecretKeys } from '../secretKeys.ts';
import type { Passwords } from '../sessions/passwords.ts';
import { Session } from '../sessions/session.ts';
import type { SignInLimits } from '../sessions/signInLimits.ts';

export const resetTokenHash = (token: string): string => createHash('sha256').update(token).digest('hex');

export interface ResetParts {
  keys: SecretKeys;
  passwords: Passwords;
  limits: SignInLimits;
}

/** Forgotten passwords. */
export function passwordResetHandlers({
  keys,
  passwords,
  limits,
}: ResetParts): Pick<Handlers, 'askPasswordReset' | 'resetPassword'> {
  /** Sets the password in one transaction, with its hash made before. @throws {AppError} resetRefused. */
  function setPassword(call: Call<'resetPassword'>, passwordHash: string): Promise<Account> {
    const { body, em, now, address } = call;
    const tokenHash = resetTokenHash(body.token);
    return em.transactional(async (tx) => {
      const seen = await tx.findOne(PasswordReset, { tokenHash });
      const [account] = await lockAccounts(tx, [seen?.account.id ?? nobody]);
      // Read again, since whoever came at the same time may have used it up while this one waited for the account.
      const reset = await tx.findOne(PasswordReset, { tokenHash }, { refresh: true });
      const isUsable = reset !== null && reset.usedAt === null && reset.expiresAt > now;
      if (!isUsable || account?.state !== 'active') throw new AppError({ code: 'resetRefused' });
      reset.usedAt = now;
      account.passwordHash = passwordHash;
      await tx.nativeDelete(Session, { account });
      audit(tx, { at: now, actorId: account.id, address, action: 'passwordReset' });
      const key = `passwordChanged ${reset.id}`;
      queueMail(tx, { kind: 'passwordChanged', account, facts: { at: now.toISOString() }, key, at: now });
      return account;
    });
  }

  return {
    // Whether somebody has the address is looked up by whoever sends the mail: here, the same is done for every address.
    async askPasswordReset({ body, em, now, address }) {
      const recipient = Account.emailOf(body.email);
      limits.askMail(address, recipient);
      const key = `passwordReset ${newId()}`;
      em.create(Mail, {
        id: newId<string>(),
        kind: 'passwordReset',
        account: null,
        recipient,
        language: 'fr',
        payload: { askedFrom: address },
        sealed: keys.seal(randomBytes(32).toString('base64url'), key),
        idempotencyKey: key,
        createdAt: now,
        attempts: 0,
        nextAttemptAt: now,
      });
      return {};
    },

    async resetPassword(call) {
      const password = acceptNewPassword(call.body.password);
      const attempt = limits.attemptSecret(call.address);
      try {
        const { email } = await setPassword(call, await passwords.hash(password));
        attempt.forgive();
        return { email };
      } catch (error) {
        if (error instanceof AppError && error.code === 'resetRefused') attempt.wasGuess();
        else attempt.forgive();
        throw error;
      }
    },
  };
}
