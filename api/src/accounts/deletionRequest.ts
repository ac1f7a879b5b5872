import type { DeletionRequestId, PersonId } from '@invigil/contract/ids';
import { defineEntity, p } from '@mikro-orm/core';
import { Account } from './account.ts';

export const deletionOutcomes = ['deleted', 'refused', 'withdrawn'] as const;

const DeletionRequestSchema = defineEntity({
  name: 'DeletionRequest',
  properties: {
    id: p.uuid().$type<DeletionRequestId>().primary(),
    account: () => p.manyToOne(Account),
    requestedAt: p.datetime(3),
    answeredAt: p.datetime(3).nullable(),
    /** Not a foreign key, like the actor of an audit entry. */
    answeredBy: p.uuid().$type<PersonId>().nullable(),
    outcome: p.enum(deletionOutcomes).nullable(),
    reason: p.text().nullable(),
  },
});

/** Somebody's wish that their data be deleted. A person has one open at most. */
export class DeletionRequest extends DeletionRequestSchema.class {}
DeletionRequestSchema.setClass(DeletionRequest);
