import type { PersonId } from '@invigil/contract/ids';
import { languages, roles } from '@invigil/contract/roles';
import type { Me } from '@invigil/contract/routes/account';
import { defineEntity, p } from '@mikro-orm/core';

export const accountStates = ['invited', 'active', 'suspended'] as const;

const AccountSchema = defineEntity({
  name: 'Account',
  properties: {
    id: p.uuid().$type<PersonId>().primary(),
    name: p.text(),
    /** In lower case, so that one address cannot have two accounts that differ in capitals. */
    email: p.text(),
    role: p.enum(roles),
    language: p.enum(languages),
    /** The zone in which times are told; absent until a browser has told it. */
    timeZone: p.text().nullable(),
    state: p.enum(accountStates),
    /** Absent until an invitation is used; loaded only where a password is checked. */
    passwordHash: p.text().nullable().lazy().hidden(),
    createdAt: p.datetime(3),
  },
});

/** A person who may sign in, in one role. */
export class Account extends AccountSchema.class {
  /** How an address is stored and looked up. */
  static emailOf(typed: string): string {
    return typed.trim().toLowerCase();
  }

  /** @param session of which it is asked. */
  asMe({ consentDue }: { consentDue: boolean }): Me {
    const { id, name, email, role, language, timeZone } = this;
    return { personId: id, name, email, role, language, timeZone: timeZone ?? null, consentDue };
  }
}
AccountSchema.setClass(Account);
