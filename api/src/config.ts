import path from 'node:path';
import { flagSetting, listSetting, portSetting, readConfig } from '@invigil/server-kit/config';
import { joinKeys } from '@invigil/server-kit/joinToken';
import { logLevels } from '@invigil/server-kit/log';
import { z } from 'zod';
import type { ApiConfig } from './api.ts';
import { accessCodeKey, connectionsPerAddress, onboardingSettings } from './onboardingSettings.ts';
import { retentionOf, retentionSettings } from './retention/settings.ts';

const json = z.string().transform((text, context): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    context.addIssue('must be JSON');
    return z.NEVER;
  }
});

/** The settings of an api process of its own; what each says of itself goes to the documentation. */
export const apiSettings = z.object({
  DATABASE_URL: z
    .url()
    .describe('The PostgreSQL database, which must exist: postgresql://name:password@host/database.'),
  DATABASE_CONNECTIONS: z.coerce.number().int().min(2).max(500).default(10).describe('Connections held at most.'),
  DEMO: flagSetting
    .default(false)
    .describe('Fill an empty database with the demo accounts, whose passwords are public.'),
  HOST: z.string().default('0.0.0.0').describe('Address to listen on.'),
  PORT: portSetting.default(8080).describe('TCP port of the pages and the API.'),
  SIGNALING_URL: z.url({ protocol: /^wss?$/ }).describe('Where browsers open the live connection: wss://host/live.'),
  JOIN_TOKEN_PRIVATE_JWK: json
    .pipe(joinKeys.shape.privateJwk)
    .describe('The private half of the key whose public half signaling has, as JSON.'),
  WEB_ROOT: z.string().optional().describe('Folder of the built web app; without it only the API is served.'),
  SECURE_COOKIES: flagSetting.default(true).describe('Whether browsers come over HTTPS; false only to try things out.'),
  CONNECTIONS_PER_ADDRESS: connectionsPerAddress,
  TRUSTED_PROXIES: listSetting
    .default([])
    .describe('Addresses or networks of proxies whose X-Forwarded-* headers are believed, separated by commas.'),
  ALLOWED_ORIGINS: listSetting
    .default([])
    .describe('Origins of our pages, separated by commas. Default: the host that is asked.'),
  PUBLIC_URL: z
    .url({ protocol: /^https?$/ })
    .describe('Where people open the pages; the links in mails begin with it: https://host.'),
  ACCESS_CODE_KEY: accessCodeKey.describe(
    'At least 32 random bytes, base64url. Changing it makes every access code sent before worthless.',
  ),
  OUTBOX_DIR: z.string().default('outbox').describe('Folder in which mails are written when SMTP_URL is not set.'),
  FILES_DIR: z.string().default('files').describe('Folder of uploaded documents; every api process must see the same.'),
  ...onboardingSettings,
  ...retentionSettings,
  NODE_ID: z
    .string()
    .regex(/^[\w.:-]{1,80}$/, 'must be letters, digits and .:-')
    .optional()
    .describe('Name of this process among the others; made from the host name when it is not set.'),
  REDIS_URL: z
    .url()
    .optional()
    .describe('Where signaling and media nodes are reached; without it exams can be prepared, but not sat.'),
  OPS_HOST: z.string().default('127.0.0.1').describe('Address of the port for those who operate; never public.'),
  OPS_PORT: portSetting.default(9080).describe('TCP port of /healthz, /readyz and /metrics.'),
  LOG_LEVEL: z
    .enum(logLevels)
    .default('info')
    .describe(`One of ${logLevels.join(', ')}.`),
});
export type ApiSettings = Readonly<z.output<typeof apiSettings>>;

/** @throws {ConfigError} listing all faults. */
export function readApiSettings(env: Record<string, string | undefined> = process.env): ApiSettings {
  return readConfig(apiSettings, env);
}

export function configOf(settings: ApiSettings): ApiConfig {
  return {
    joinTokenPrivateJwk: settings.JOIN_TOKEN_PRIVATE_JWK,
    signalingUrl: settings.SIGNALING_URL,
    webRoot: settings.WEB_ROOT,
    secureCookies: settings.SECURE_COOKIES,
    trustedProxies: settings.TRUSTED_PROXIES,
    publicOrigins: settings.ALLOWED_ORIGINS,
    publicUrl: settings.PUBLIC_URL,
    accessCodes: { key: settings.ACCESS_CODE_KEY, days: settings.ACCESS_CODE_DAYS },
    deviceCheckDays: settings.DEVICE_CHECK_DAYS,
    mail: { smtpUrl: settings.SMTP_URL, from: settings.MAIL_FROM, outboxDir: path.resolve(settings.OUTBOX_DIR) },
    filesDir: path.resolve(settings.FILES_DIR),
    timeZone: settings.TIME_ZONE,
    retention: retentionOf(settings),
    connections: { perAddress: settings.CONNECTIONS_PER_ADDRESS },
  };
}
