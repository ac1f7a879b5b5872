import { legalKinds } from '@invigil/contract/legalKinds';
import { languages } from '@invigil/contract/roles';
import { defineEntity, p } from '@mikro-orm/core';
import { Account } from '../accounts/account.ts';

const LegalAcceptanceSchema = defineEntity({
  name: 'LegalAcceptance',
  properties: {
    id: p.uuid().primary(),
    account: () => p.manyToOne(Account),
    kind: p.enum(legalKinds),
    version: p.integer(),
    /** The language in which it was read. */
    language: p.enum(languages),
    acceptedAt: p.datetime(3),
    /** A keyed hash of the network it came from. */
    networkHash: p.text(),
  },
});

/** Somebody's yes to one version of one document. */
export class LegalAcceptance extends LegalAcceptanceSchema.class {}
LegalAcceptanceSchema.setClass(LegalAcceptance);
