import type { InvitationRunId } from '@invigil/contract/ids';
import { invitationOutcomes, invitationRunActions } from '@invigil/contract/routes/admin/invitationRuns';
import { defineEntity, p } from '@mikro-orm/core';
import { Account } from '../accounts/account.ts';

const InvitationRunSchema = defineEntity({
  name: 'InvitationRun',
  properties: {
    id: p.uuid().$type<InvitationRunId>().primary(),
    idempotencyKey: p.uuid(),
    /** What was asked, to tell a repeat from another request with the same key. */
    request: p.json<Readonly<Record<string, unknown>>>(),
    action: p.enum(invitationRunActions),
    requestedBy: () => p.manyToOne(Account),
    requestedAt: p.datetime(3),
    /** The network address it was ordered from. */
    address: p.text(),
    finishedAt: p.datetime(3).nullable(),
  },
});

/** One order to invite, resend or revoke for many people; it goes on after a restart where it was. */
export class InvitationRun extends InvitationRunSchema.class {}
InvitationRunSchema.setClass(InvitationRun);

const InvitationRunPersonSchema = defineEntity({
  name: 'InvitationRunPerson',
  properties: {
    run: () => p.manyToOne(InvitationRun).primary(),
    account: () => p.manyToOne(Account).primary(),
    /** What became of this person; null while they wait for their turn. */
    outcome: p.enum(invitationOutcomes).nullable(),
  },
});

/** One person of a run. */
export class InvitationRunPerson extends InvitationRunPersonSchema.class {}
InvitationRunPersonSchema.setClass(InvitationRunPerson);
