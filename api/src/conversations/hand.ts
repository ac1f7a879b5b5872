import type { HandId } from '@invigil/contract/ids';
import { defineEntity, p } from '@mikro-orm/core';
import { Account } from '../accounts/account.ts';
import { Sitting } from '../sittings/sitting.ts';

const HandSchema = defineEntity({
  name: 'Hand',
  properties: {
    id: p.uuid().$type<HandId>().primary(),
    sitting: () => p.manyToOne(Sitting),
    raisedAt: p.datetime(3),
    endedAt: p.datetime(3).nullable(),
    /** The proctor who answered it; null for one that its candidate lowered. */
    answeredBy: () => p.manyToOne(Account).nullable(),
  },
});

/** A candidate's raised hand; at most one of a sitting is up. */
export class Hand extends HandSchema.class {}
HandSchema.setClass(Hand);
