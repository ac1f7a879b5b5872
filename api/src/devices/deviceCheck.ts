import { deviceCheckKinds } from '@invigil/contract/deviceCheckSteps';
import type { CheckId, DeviceId } from '@invigil/contract/ids';
import { defineEntity, p } from '@mikro-orm/core';
import { Account } from '../accounts/account.ts';

const DeviceCheckSchema = defineEntity({
  name: 'DeviceCheck',
  properties: {
    id: p.uuid().$type<CheckId>().primary(),
    account: () => p.manyToOne(Account),
    kind: p.enum(deviceCheckKinds),
    deviceId: p.uuid().$type<DeviceId>(),
    beganAt: p.datetime(3),
    finishedAt: p.datetime(3).nullable(),
    /** What was typed to try the writing out, and how often it was saved. */
    text: p.text().default(''),
    revision: p.integer().default(0),
  },
});

/** A device check under way or over; what it found is a `DeviceValidation`. */
export class DeviceCheck extends DeviceCheckSchema.class {}
DeviceCheckSchema.setClass(DeviceCheck);
