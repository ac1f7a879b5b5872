import type { InvitationOutcome } from '@invigil/contract/routes/admin/invitationRuns';
import type { InvitationState } from '@invigil/contract/routes/invitations';
import type { Clock } from '@invigil/server-kit/clock';
import type { Log } from '@invigil/server-kit/log';
import { sql } from '@mikro-orm/core';
import { type EntityManager, LockMode } from '@mikro-orm/postgresql';
import type { Account } from '../accounts/account.ts';
import { audit } from '../audit/auditEntry.ts';
import type { Orm } from '../db/orm.ts';
import { queueMail } from '../mails/queueMail.ts';
import { Repeated } from '../repeated.ts';
import { Invitation } from './invitation.ts';
import { InvitationRun, InvitationRunPerson } from './invitationRun.ts';
import { type Invitations, lockAccounts, type SendingOrder } from './invitations.ts';

/** People handled in one transaction: few enough to show progress and to keep nobody waiting long. */
const peopleAtOnce = 50;
const restMs = 500;

export interface InvitationRunsParts {
  orm: Orm;
  log: Log;
  clock: Clock;
  invitations: Invitations;
}

/**
 * Carries the ordered runs out, some people at a time. What became of somebody is written in the transaction in which it
 * was done, so a run goes on after a restart where it was, and several processes share one run.
 */
export class InvitationRuns {
  readonly #parts: InvitationRunsParts;
  #repeated: Repeated | undefined;

  constructor(parts: InvitationRunsParts) {
    this.#parts = parts;
  }

  start(): void {
    const { log } = this.#parts;
    this.#repeated ??= Repeated.start({ round: () => this.#round(), restMs, doing: 'inviting people', log });
  }

  /** Idempotent. */
  async close(): Promise<void> {
    await this.#repeated?.close();
  }

  async #round(): Promise<boolean> {
    const em = this.#parts.orm.em.fork();
    const run = await em.findOne(InvitationRun, { finishedAt: null }, { orderBy: { requestedAt: 'asc', id: 'asc' } });
    if (!run) return false;
    const handled = await em.transactional((tx) => this.#handleSome(tx, run));
    // Not before the last one is settled, whom another process may be at.
    if (handled < peopleAtOnce) await finish(em, run, new Date(this.#parts.clock.now()));
    return handled > 0;
  }

  async #handleSome(tx: EntityManager, run: InvitationRun): Promise<number> {
    const at = new Date(this.#parts.clock.now());
    const people = await tx.find(
      InvitationRunPerson,
      { run, outcome: null },
      { orderBy: { account: 'asc' }, limit: peopleAtOnce, lockMode: LockMode.PESSIMISTIC_PARTIAL_WRITE },
    );
    const accounts = await lockAccounts(
      tx,
      people.map(({ account }) => account.id),
    );
    const order = { at, actorId: run.requestedBy.id, address: run.address, run };
    const outcomes = await this.#carryOut(tx, accounts, order);
    for (const person of people) person.outcome = outcomes.get(person.account) ?? 'noOpenCode';
    return people.length;
  }

  /** Does what the run is for, for each of these. */
  async #carryOut(
    tx: EntityManager,
    accounts: readonly Account[],
    order: SendingOrder & { run: InvitationRun },
  ): Promise<Map<Account, InvitationOutcome>> {
    const { at, run } = order;
    const { invitations } = this.#parts;
    const open = await tx.find(Invitation, { account: { $in: [...accounts] }, state: 'sent' });
    const outcomes = new Map(
      accounts.map((account) => {
        const state = open.find((invitation) => invitation.account === account)?.stateAt(at);
        return [account, outcomeOf[run.action](account.state, state)];
      }),
    );
    const those = (outcome: InvitationOutcome) => accounts.filter((account) => outcomes.get(account) === outcome);

    const [toSend, toRevoke, toTell] = [those('sent'), those('revoked'), those('toldToSignIn')];
    if (toSend.length > 0) await invitations.send(tx, toSend, order);
    if (toRevoke.length > 0) await invitations.end(tx, toRevoke, 'revoked', at);
    for (const { id: subjectId } of toRevoke) {
      const { actorId, address } = order;
      audit(tx, { at, actorId, address, action: 'invitationRevoked', subjectId, facts: { runId: run.id } });
    }
    for (const account of toTell) {
      queueMail(tx, {
        kind: 'alreadyActive',
        account,
        facts: {},
        key: `alreadyActive ${run.id} ${account.id}`,
        at,
        run,
      });
    }
    return outcomes;
  }
}

/** What an action means for an account of some state, whose open invitation, if any, is of some state. */
const outcomeOf: Record<
  InvitationRun['action'],
  (account: Account['state'], open: InvitationState | undefined) => InvitationOutcome
> = {
  invite: (account, open) => {
    if (account === 'suspended') return 'suspended';
    if (account === 'active') return 'toldToSignIn';
    return open === 'sent' ? 'hasOpenCode' : 'sent';
  },
  resend: (account, open) => {
    if (account === 'suspended') return 'suspended';
    return account === 'invited' && open !== undefined ? 'sent' : 'noOpenCode';
  },
  revoke: (_account, open) => (open === 'sent' ? 'revoked' : 'noOpenCode'),
};

async function finish(em: EntityManager, run: InvitationRun, at: Date): Promise<void> {
  await em.execute(sql`
    update invitation_run set finished_at = ${at} where id = ${run.id} and finished_at is null
      and not exists (select from invitation_run_person where run_id = ${run.id} and outcome is null)`);
}
