import { timeZone } from '@invigil/contract/routes/fields';
import { z } from 'zod';
import { usualConnectionLimits } from './http/connectionLimits.ts';

/** A key as it stands in a setting or a file: at least 32 bytes, base64url. */
export const accessCodeKey = z.string().regex(/^[\w-]{43,}=?$/, 'must be at least 32 bytes in base64url');

export const connectionsPerAddress = z.coerce
  .number()
  .int()
  .min(10)
  .max(100_000)
  .default(usualConnectionLimits.perAddress)
  .describe('HTTP connections that one network address may hold at once; trusted proxies hold as many as they like.');

/** Settings about invitations, devices and mails that mean the same however Invigil is started. */
export const onboardingSettings = {
  ACCESS_CODE_DAYS: z.coerce
    .number()
    .int()
    .min(1)
    .max(365)
    .default(30)
    .describe('How many days an access code is valid.'),
  DEVICE_CHECK_DAYS: z.coerce
    .number()
    .int()
    .min(1)
    .max(365)
    .default(14)
    .describe('How many days a device check counts.'),
  SMTP_URL: z
    .url({ protocol: /^smtps?$/ })
    .optional()
    .describe('The mail server: smtp://name:password@host:587. Without it, mails are written to a folder.'),
  MAIL_FROM: z
    .string()
    .max(320)
    .regex(/^[^\r\n]+$/)
    .default('Invigil <invigil@localhost>')
    .describe('The sender of mails.'),
  TIME_ZONE: timeZone
    .default('Europe/Paris')
    .describe('The time zone in which people are told times before their browser has told theirs.'),
};
