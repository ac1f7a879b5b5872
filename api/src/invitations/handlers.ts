import { AppError } from '@invigil/contract/errors';
import type { LegalKind } from '@invigil/contract/legalKinds';
import { acceptNewPassword } from '@invigil/contract/password';
import type { RouteBody } from '@invigil/contract/routes';
import type { EntityManager } from '@mikro-orm/postgresql';
import { audit } from '../audit/auditEntry.ts';
import type { Call, Handlers } from '../http/handlers.ts';
import { accept, currentVersions, missingConsents } from '../legal/consent.ts';
import { networkHash } from '../legal/networkHash.ts';
import type { SecretKeys } from '../secretKeys.ts';
import { browserOf } from '../sessions/browser.ts';
import type { Passwords } from '../sessions/passwords.ts';
import { Session } from '../sessions/session.ts';
import type { SignInLimits } from '../sessions/signInLimits.ts';
import { hashOfTyped, mustBeUsable, nobody, standingOf } from './codeStanding.ts';
import { type Invitations, lockAccounts } from './invitations.ts';

export interface InvitationParts {
  keys: SecretKeys;
  /** Keys the hashes of networks in acceptances. */
  networkKey: string;
  invitations: Invitations;
  passwords: Passwords;
  limits: SignInLimits;
}

/** What somebody without a session does with an access code. */
export function invitationHandlers({
  keys,
  networkKey,
  invitations,
  passwords,
  limits,
}: InvitationParts): Pick<Handlers, 'lookUpInvitation' | 'activate' | 'renewInvitation'> {
  /** Counts a refused code against whoever tried it, and one that nobody was ever given more so. */
  async function limited<T>(address: string, work: () => Promise<T>): Promise<T> {
    const attempt = limits.attemptSecret(address);
    try {
      const result = await work();
      attempt.forgive();
      return result;
    } catch (error) {
      const refused = error instanceof AppError && error.body.code === 'invitationRefused' ? error.body : undefined;
      if (refused === undefined) attempt.forgive();
      if (refused?.nextStep === 'checkCode') attempt.wasGuess();
      throw error;
    }
  }

  return {
    lookUpInvitation: ({ body, em, now, address }) =>
      limited(address, async () => {
        const { account, expiresAt } = mustBeUsable(await standingOf(em, hashOfTyped(keys, body.code), now));
        const { name, email, language } = account;
        return { name, email, language, expiresAt: expiresAt.toISOString() };
      }),

    activate: (call) =>
      limited(call.address, async () => {
        const { body, em, now, address, cookie } = call;
        // What is wrong with the form is told whatever the code is, and everybody's password is hashed before the code
        // is looked at: neither what is answered nor how long it takes tells a guesser anything.
        const password = acceptNewPassword(body.password);
        const { language } = body;
        if (language === undefined) throw new AppError({ code: 'languageRequired' });
        await mustAcceptAll(em, body.accepted);
        const passwordHash = await passwords.hash(password);
        const codeHash = hashOfTyped(keys, body.code);
        const { invitation: seen } = await standingOf(em, codeHash, now);

        // The code is used up here and nowhere else. Whoever comes at the same time waits for the account, and then finds
        // the code used.
        return em.transactional(async (tx) => {
          await lockAccounts(tx, [seen?.account.id ?? nobody]);
          const invitation = mustBeUsable(await standingOf(tx, codeHash, now));
          const { account } = invitation;
          invitation.end('used', now);
          Object.assign(account, { state: 'active', passwordHash, language });
          if (body.timeZone !== undefined) account.timeZone = body.timeZone;

          const actor = { at: now, actorId: account.id, address };
          audit(tx, { ...actor, action: 'accountActivated', subjectId: invitation.id });
          // Asked again, since a new version may have been published meanwhile: nobody accepts what they have not read.
          const current = await mustAcceptAll(tx, body.accepted);
          for (const kind of await missingConsents(tx, account)) {
            const read = { kind, version: current.get(kind) ?? 0, language };
            accept(tx, { account, ...read, acceptedAt: now, networkHash: networkHash(networkKey, address) });
            const facts = { ...read, version: String(read.version) };
            audit(tx, { ...actor, action: 'documentsAccepted', facts });
          }
          const { session, token } = await replaceSession(tx, call, account);
          audit(tx, { ...actor, action: 'sessionOpened' });
          cookie.set(token);
          return account.asMe(session);
        });
      }),

    async renewInvitation({ body, em, now, address }) {
      const work = async () => {
        const codeHash = hashOfTyped(keys, body.code);
        const { invitation: seen } = await standingOf(em, codeHash, now);
        await em.transactional(async (tx) => {
          const [account] = await lockAccounts(tx, [seen?.account.id ?? nobody]);
          // Looked at again, since somebody may have pressed twice.
          const standing = await standingOf(tx, codeHash, now);
          if (account === undefined || standing.refusal !== 'askForNew') return void mustBeUsable(standing);
          const order = { at: now, actorId: account.id, address, action: 'invitationRenewed' } as const;
          await invitations.send(tx, [account], order);
        });
      };
      try {
        await limited(address, work);
      } catch (error) {
        // The answer is the same whatever the code is.
        if (!(error instanceof AppError && error.code === 'invitationRefused')) throw error;
      }
      return {};
    },
  };
}

/**
 * The current version of each document.
 * @throws {AppError} consentRequired naming those whose current version is not among the accepted.
 */
async function mustAcceptAll(
  em: EntityManager,
  accepted: RouteBody<'activate'>['accepted'],
): Promise<Map<LegalKind, number>> {
  const current = await currentVersions(em);
  const isAccepted = (kind: string, version: number) =>
    accepted.some((consent) => consent.kind === kind && consent.version === version);
  const missing = [...current].filter(([kind, version]) => !isAccepted(kind, version)).map(([kind]) => kind);
  if (missing.length > 0) throw new AppError({ code: 'consentRequired', missing });
  return current;
}

/** Opens a session, never under a token that was there before, and ends the one this browser had. */
async function replaceSession(
  tx: EntityManager,
  { now, address, userAgent, cookie }: Call<'activate'>,
  account: Session['account'],
): Promise<{ session: Session; token: string }> {
  const replaced = cookie.token === undefined ? null : await tx.findOne(Session, Session.hashOf(cookie.token));
  if (replaced) tx.remove(replaced);
  return Session.open(tx, { account, now, address, browser: browserOf(userAgent), consentDue: false });
}
