import { readAccessCode } from '@invigil/contract/accessCode';
import { AppError, type InvitationNextStep } from '@invigil/contract/errors';
import type { PersonId } from '@invigil/contract/ids';
import type { EntityManager } from '@mikro-orm/postgresql';
import { Account } from '../accounts/account.ts';
import type { SecretKeys } from '../secretKeys.ts';
import { Invitation } from './invitation.ts';

/** An account that nobody has; asked for where there is none, so that every code is looked up in the same steps. */
export const nobody = '00000000-0000-0000-0000-000000000000' as PersonId;

export interface CodeStanding {
  /** The invitation whose code it is; absent when nobody was given this code. */
  invitation: Invitation | null;
  /** What its holder can do instead of using it; absent when it can be used. */
  refusal: InvitationNextStep | undefined;
}

/** The hash of what somebody typed. What cannot be a code is hashed as well, to take as long. */
export function hashOfTyped(keys: SecretKeys, typed: string): string {
  return keys.codeHash(readAccessCode(typed) ?? `no code: ${typed}`);
}

/** Looks a code up: the same three queries, whatever it is. */
export async function standingOf(em: EntityManager, codeHash: string, now: Date): Promise<CodeStanding> {
  const invitation = await em.findOne(Invitation, { codeHash }, { refresh: true });
  const account = invitation?.account.id ?? nobody;
  await em.findOne(Account, account, { refresh: true });
  const open = await em.findOne(Invitation, { account, state: 'sent' }, { refresh: true });
  return { invitation, refusal: refusalOf(invitation, open, now) };
}

/** @throws {AppError} invitationRefused with what the holder can do instead. */
export function mustBeUsable({ invitation, refusal }: CodeStanding): Invitation {
  if (invitation === null || refusal !== undefined) {
    throw new AppError({ code: 'invitationRefused', nextStep: refusal ?? 'checkCode' });
  }
  return invitation;
}

function refusalOf(invitation: Invitation | null, open: Invitation | null, now: Date): InvitationNextStep | undefined {
  if (invitation === null) return 'checkCode';
  if (invitation.state === 'used' || invitation.account.state === 'active') return 'signIn';
  // One that was revoked, with none sent since, is as if nobody had it; so is one of a suspended account.
  if (open === null || invitation.account.state !== 'invited') return 'checkCode';
  if (open.stateAt(now) === 'expired') return 'askForNew';
  return open === invitation ? undefined : 'useNewest';
}
