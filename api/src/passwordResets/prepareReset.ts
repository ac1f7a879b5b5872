import { Account } from '../accounts/account.ts';
import { PasswordReset } from '../accounts/passwordReset.ts';
import { audit } from '../audit/auditEntry.ts';
import type { Orm } from '../db/orm.ts';
import { Mail } from '../mails/mail.ts';
import { addressee } from '../mails/queueMail.ts';
import { newId } from '../newId.ts';
import { resetTokenHash } from './handlers.ts';

/** How long a link works, from when it was sent. */
const lifetimeMs = 60 * 60 * 1000;

/**
 * Readies a queued mail about a forgotten password just before it is sent: finds whose address it is, makes its link work
 * from now on, and makes links asked for before worthless. Doing it again, after a mail server was away, starts the
 * link's hour anew.
 * @returns whether to send it; not when nobody active has the address, or a newer one was asked for, or it was used.
 */
export async function prepareReset(
  orm: Orm,
  { mailId, token, now }: { mailId: string; token: string; now: Date },
): Promise<boolean> {
  return orm.em.fork().transactional(async (tx) => {
    const mail = await tx.findOne(Mail, mailId);
    const account = mail && (await tx.findOne(Account, { email: mail.recipient, state: 'active' }));
    if (!mail || !account) return false;
    const tokenHash = resetTokenHash(token);
    const others = await tx.find(PasswordReset, { account });
    const mine = others.find((reset) => reset.tokenHash === tokenHash);
    if (mine?.usedAt || others.some((other) => other.createdAt > mail.createdAt)) return false;

    const expiresAt = new Date(now.getTime() + lifetimeMs);
    if (mine) mine.expiresAt = expiresAt;
    else {
      tx.create(PasswordReset, {
        id: newId<string>(),
        account,
        tokenHash,
        createdAt: mail.createdAt,
        expiresAt,
        usedAt: null,
      });
      const { askedFrom = '' } = mail.payload;
      audit(tx, { at: mail.createdAt, actorId: account.id, address: askedFrom, action: 'passwordResetAsked' });
    }
    tx.remove(others.filter((other) => other !== mine));
    mail.account = account;
    mail.language = account.language;
    mail.payload = { ...mail.payload, ...addressee(account), expiresAt: expiresAt.toISOString() };
    return true;
  });
}
