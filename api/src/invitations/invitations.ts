import { randomBytes } from 'node:crypto';
import { makeAccessCode, randomSymbols } from '@invigil/contract/accessCode';
import type { AuditAction } from '@invigil/contract/auditActions';
import type { InvitationId, PersonId } from '@invigil/contract/ids';
import type { EntityManager } from '@mikro-orm/postgresql';
import { LockMode } from '@mikro-orm/postgresql';
import { Account } from '../accounts/account.ts';
import { audit } from '../audit/auditEntry.ts';
import { Mail } from '../mails/mail.ts';
import { queueMail } from '../mails/queueMail.ts';
import { newId } from '../newId.ts';
import type { SecretKeys } from '../secretKeys.ts';
import { Invitation } from './invitation.ts';
import type { InvitationRun } from './invitationRun.ts';

const dayMs = 24 * 60 * 60 * 1000;

/** Who orders something, when, and from where. */
export interface Order {
  at: Date;
  actorId: PersonId;
  address: string;
}

export interface SendingOrder extends Order {
  run?: InvitationRun;
  idempotencyKey?: string;
  /** What the audit log calls it. */
  action?: Extract<AuditAction, 'invitationSent' | 'invitationRenewed'>;
}

/**
 * Sends and ends access codes. Everything here happens inside a transaction of the caller's (`em.transactional`), who has
 * locked the accounts with `lockAccounts`, so that a code cannot be used while it is replaced.
 */
export class Invitations {
  readonly #keys: SecretKeys;
  readonly #lifetimeMs: number;

  /** @param days how long a code is valid. */
  constructor(keys: SecretKeys, days: number) {
    this.#keys = keys;
    this.#lifetimeMs = days * dayMs;
  }

  /** Sends each of these a new code by mail, which supersedes an open one. */
  async send(tx: EntityManager, accounts: readonly Account[], order: SendingOrder): Promise<Invitation[]> {
    const { at, actorId, address, run, idempotencyKey = null, action = 'invitationSent' } = order;
    await this.end(tx, accounts, 'superseded', at);
    return accounts.map((account) => {
      const code = makeAccessCode(randomBytes(randomSymbols));
      const invitation = tx.create(Invitation, {
        id: newId<InvitationId>(),
        account,
        codeHash: this.#keys.codeHash(code),
        state: 'sent',
        sentAt: at,
        expiresAt: new Date(at.getTime() + this.#lifetimeMs),
        endedAt: null,
        idempotencyKey,
        run: run ?? null,
      });
      const key = `invitation ${invitation.id}`;
      const facts = { expiresAt: invitation.expiresAt.toISOString() };
      queueMail(tx, { kind: 'invitation', account, facts, key, at, sealed: this.#keys.seal(code, key), run });
      audit(tx, { at, actorId, address, action, subjectId: account.id, facts: run ? { runId: run.id } : {} });
      return invitation;
    });
  }

  /** Makes the open codes of these worthless, expired or not, and takes back mails with one that were not sent yet. */
  async end(
    tx: EntityManager,
    accounts: readonly Account[],
    state: 'superseded' | 'revoked',
    at: Date,
  ): Promise<Invitation[]> {
    const open = await tx.find(Invitation, { account: { $in: [...accounts] }, state: 'sent' });
    for (const invitation of open) invitation.end(state, at);
    const keys = open.map(({ id }) => `invitation ${id}`);
    if (keys.length > 0) await tx.nativeDelete(Mail, { idempotencyKey: { $in: keys }, nextAttemptAt: { $ne: null } });
    return open;
  }
}

/** Reads accounts anew and keeps them from everybody else until the transaction ends; always in one order. */
export function lockAccounts(tx: EntityManager, ids: readonly PersonId[]): Promise<Account[]> {
  return tx.find(
    Account,
    { id: { $in: [...ids] } },
    { lockMode: LockMode.PESSIMISTIC_WRITE, orderBy: { id: 'asc' }, refresh: true },
  );
}
