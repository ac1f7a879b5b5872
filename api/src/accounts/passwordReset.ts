import { defineEntity, p } from '@mikro-orm/core';
import { Account } from './account.ts';

const PasswordResetSchema = defineEntity({
  name: 'PasswordReset',
  properties: {
    id: p.uuid().primary(),
    account: () => p.manyToOne(Account),
    /** SHA-256 of the token, which has 256 random bits and is in the mail only. */
    tokenHash: p.text().hidden(),
    createdAt: p.datetime(3),
    expiresAt: p.datetime(3),
    usedAt: p.datetime(3).nullable(),
  },
});

/** A link that sets a new password, once, for a short time. */
export class PasswordReset extends PasswordResetSchema.class {}
PasswordResetSchema.setClass(PasswordReset);
