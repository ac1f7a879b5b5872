import type { InvitationId } from '@invigil/contract/ids';
import type { Invitation as InvitationReply } from '@invigil/contract/routes/admin/person';
import type { InvitationState } from '@invigil/contract/routes/invitations';
import { defineEntity, p } from '@mikro-orm/core';
import { Account } from '../accounts/account.ts';
import { InvitationRun } from './invitationRun.ts';

/** What is stored; that a sent one has expired is a matter of the time. */
export const storedInvitationStates = ['sent', 'used', 'superseded', 'revoked'] as const;

const InvitationSchema = defineEntity({
  name: 'Invitation',
  properties: {
    id: p.uuid().$type<InvitationId>().primary(),
    account: () => p.manyToOne(Account),
    /** A keyed hash of the code in its one form: whoever reads the table cannot use it, nor check a guess. */
    codeHash: p.text().hidden(),
    state: p.enum(storedInvitationStates),
    sentAt: p.datetime(3),
    expiresAt: p.datetime(3),
    endedAt: p.datetime(3).nullable(),
    idempotencyKey: p.uuid().nullable(),
    run: () => p.manyToOne(InvitationRun).nullable(),
  },
});

/** One access code that was sent to somebody. The database holds that a person has one open code at most. */
export class Invitation extends InvitationSchema.class {
  stateAt(now: Date): InvitationState {
    return this.state === 'sent' && this.expiresAt <= now ? 'expired' : this.state;
  }

  /** Ends an open one, whether or not it has expired meanwhile. */
  end(state: 'used' | 'superseded' | 'revoked', now: Date): void {
    this.state = state;
    this.endedAt = now;
  }

  asReply(now: Date): InvitationReply {
    return {
      invitationId: this.id,
      state: this.stateAt(now),
      sentAt: this.sentAt.toISOString(),
      expiresAt: this.expiresAt.toISOString(),
      endedAt: this.endedAt?.toISOString() ?? null,
    };
  }
}
InvitationSchema.setClass(Invitation);
