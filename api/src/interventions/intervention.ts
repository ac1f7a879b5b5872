import type { InterventionId } from '@invigil/contract/ids';
import { type InterventionFacts, interventionKindNames } from '@invigil/contract/interventions';
import { defineEntity, p } from '@mikro-orm/core';
import { Account } from '../accounts/account.ts';
import { Sitting } from '../sittings/sitting.ts';

const InterventionSchema = defineEntity({
  name: 'Intervention',
  properties: {
    id: p.uuid().$type<InterventionId>().primary(),
    sitting: () => p.manyToOne(Sitting),
    /** Of the press that made it, the same for every sitting that it was about. */
    key: p.uuid(),
    kind: p.enum(interventionKindNames),
    facts: p.json<InterventionFacts['facts']>(),
    by: () => p.manyToOne(Account),
    at: p.datetime(3),
    reason: p.text(),
    /** Of a requested view: when the candidate said that it was shown. */
    answeredAt: p.datetime(3).nullable(),
    undoneAt: p.datetime(3).nullable(),
    undoneBy: () => p.manyToOne(Account).nullable(),
    undoReason: p.text().nullable(),
    /** What to put back when it is undone. */
    before: p.json<Record<string, unknown>>().nullable(),
  },
});

/** What a proctor did about one sitting, with a reason. It is never removed; undoing it is written beside it. */
export class Intervention extends InterventionSchema.class {}
InterventionSchema.setClass(Intervention);
