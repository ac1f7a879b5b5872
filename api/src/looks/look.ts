import type { LookId } from '@invigil/contract/ids';
import { defineEntity, p } from '@mikro-orm/core';
import { Account } from '../accounts/account.ts';
import { Sitting } from '../sittings/sitting.ts';

const LookSchema = defineEntity({
  name: 'Look',
  properties: {
    id: p.uuid().$type<LookId>().primary(),
    sitting: () => p.manyToOne(Sitting),
    by: () => p.manyToOne(Account),
    beganAt: p.datetime(3),
    /** Its end so far; it moves while the look goes on. */
    endedAt: p.datetime(3),
  },
});

/** A line of the coverage ledger: one proctor looked at one candidate, full size. */
export class Look extends LookSchema.class {}
LookSchema.setClass(Look);
