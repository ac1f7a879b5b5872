import { defineEntity, p } from '@mikro-orm/core';
import { Account } from '../accounts/account.ts';

const DeviceValidationSchema = defineEntity({
  name: 'DeviceValidation',
  properties: {
    id: p.uuid().primary(),
    account: () => p.manyToOne(Account),
    /** Browser and system in words. */
    device: p.text(),
    passed: p.boolean(),
    checkedAt: p.datetime(3),
    validUntil: p.datetime(3),
    facts: p.json<Readonly<Record<string, string>>>(),
  },
});

/** One finished device check; the last one of a person counts. */
export class DeviceValidation extends DeviceValidationSchema.class {}
DeviceValidationSchema.setClass(DeviceValidation);
