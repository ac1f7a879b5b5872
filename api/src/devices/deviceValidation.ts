import type { CheckedStep } from '@invigil/contract/deviceCheckSteps';
import type { DeviceId } from '@invigil/contract/ids';
import { defineEntity, p } from '@mikro-orm/core';
import { Account } from '../accounts/account.ts';
import { DeviceCheck } from './deviceCheck.ts';

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
    /** The check that found it; null of one that was made before checks were kept. */
    check: () => p.oneToOne(DeviceCheck).owner().nullable(),
    steps: p.json<CheckedStep[]>().nullable(),
    /** The browser that was checked, by the id it keeps. */
    deviceId: p.uuid().$type<DeviceId>().nullable(),
    /** A compact JWS of a `deviceReceipt`, of a check that passed. */
    receipt: p.text().nullable(),
  },
});

/** One finished device check; the last one of a person counts. */
export class DeviceValidation extends DeviceValidationSchema.class {}
DeviceValidationSchema.setClass(DeviceValidation);
