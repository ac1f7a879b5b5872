import type { DecisionId } from '@invigil/contract/ids';
import { decisionOutcomes } from '@invigil/contract/routes/reviews';
import { defineEntity, p } from '@mikro-orm/core';
import { Account } from '../accounts/account.ts';
import { Sitting } from '../sittings/sitting.ts';

const DecisionSchema = defineEntity({
  name: 'Decision',
  properties: {
    id: p.uuid().$type<DecisionId>().primary(),
    sitting: () => p.manyToOne(Sitting),
    outcome: p.enum(decisionOutcomes),
    reason: p.text(),
    by: () => p.manyToOne(Account),
    at: p.datetime(3),
  },
});

/** What a human decided about a sitting, and why. The last one counts; none is ever changed. */
export class Decision extends DecisionSchema.class {}
DecisionSchema.setClass(Decision);
