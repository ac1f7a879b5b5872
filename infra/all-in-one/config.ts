import { existsSync, readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import path from 'node:path';
import { parseEnv } from 'node:util';
import { connectionsPerAddress, onboardingSettings } from '@invigil/api/onboardingSettings';
import { type RetentionDays, retentionOf, retentionSettings } from '@invigil/api/retention/settings';
import { limits } from '@invigil/contract/limits';
import { type IceServer, iceServer } from '@invigil/contract/transports';
import { ConfigError, flagSetting, listSetting, portSetting, readConfig } from '@invigil/server-kit/config';
import { type LogLevel, logLevels } from '@invigil/server-kit/log';
import type { TurnRelays } from '@invigil/signaling/turn';
import { turnIsNotWhole, turnIsWhole, turnOf, turnSettings } from '@invigil/signaling/turnSettings';
import { z } from 'zod';

const jsonSetting = z.string().transform((text, context): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    context.addIssue('must be JSON');
    return z.NEVER;
  }
});

/** The settings of `npm start`; what each says of itself goes to .env.example. */
export const allInOneSettings = z
  .object({
    INVIGIL_DATA_DIR: z.string().default('.data').describe('Folder of the database, keys and logs.'),
    DATABASE_URL: z.url().optional().describe('A PostgreSQL of your own, instead of the embedded one.'),
    DEMO: flagSetting
      .optional()
      .describe('Fill an empty database with the demo accounts. Default: true for the embedded database, else false.'),
    HOST: z.string().default('127.0.0.1').describe('Address to listen on; 0.0.0.0 for all of this machine.'),
    PORT: portSetting.default(8080).describe('TCP port of the pages and the API.'),
    SIGNALING_PORT: portSetting.default(8081).describe('TCP port of the live connection (WebSocket).'),
    MEDIA_PORT: portSetting
      .default(40_000)
      .describe('First UDP and TCP port of the media workers: one for each, and one for the spare.'),
    MEDIA_WORKERS: z.coerce
      .number()
      .int()
      .min(1)
      .max(256)
      .optional()
      .describe('How many media workers take sittings. Default: one per processor core.'),
    ANNOUNCED_ADDRESS: z
      .string()
      .optional()
      .describe('Address at which browsers reach the media ports, when it is not HOST.'),
    OPS_HOST: z.string().default('127.0.0.1').describe('Address of the port for those who operate; never public.'),
    OPS_PORT: portSetting.default(9090).describe('TCP port of /healthz, /readyz and /metrics.'),
    PUBLIC_URL: z
      .url()
      .optional()
      .describe('Address at which browsers reach the pages, when a proxy stands before them.'),
    ...onboardingSettings,
    ...retentionSettings,
    SIGNALING_URL: z
      .url()
      .optional()
      .describe('Address (wss://...) of the live connection, when a proxy stands before it.'),
    CONNECTIONS_PER_ADDRESS: connectionsPerAddress,
    TRUSTED_PROXIES: listSetting
      .default([])
      .describe('Proxies whose X-Forwarded-* headers are believed, separated by commas.'),
    ICE_SERVERS: jsonSetting
      .pipe(z.array(iceServer).max(7))
      .default([])
      .describe('Further TURN or STUN servers as JSON, told to every page as they are.'),
    ...turnSettings,
    LOG_LEVEL: z
      .enum(logLevels)
      .default('info')
      .describe(`One of ${logLevels.join(', ')}.`),
  })
  .refine(turnIsWhole, turnIsNotWhole);

export interface AllInOneConfig {
  dataDir: string;
  databaseUrl?: string;
  demo: boolean;
  host: string;
  /** Every port may be 0 for a free one. */
  port: number;
  signalingPort: number;
  mediaPort: number;
  mediaWorkers: number;
  spareWorkers: number;
  announcedAddress?: string;
  opsHost: string;
  opsPort: number;
  publicUrl?: string;
  signalingUrl?: string;
  accessCodeDays: number;
  deviceCheckDays: number;
  retention: RetentionDays;
  connectionsPerAddress: number;
  /** Without one, mails are written to the folder `outbox` beside the data. */
  smtpUrl?: string;
  mailFrom: string;
  timeZone: string;
  trustedProxies: readonly string[];
  /** Origins beside our own addresses; `any` also admits programs, which send none. */
  allowedOrigins: readonly string[] | 'any';
  iceServers: readonly IceServer[];
  turn?: TurnRelays;
  presenceGraceMs: number;
  /** The folder of the built web app. */
  webRoot: string;
  logLevel: LogLevel;
}

const webRoot = path.resolve(import.meta.dirname, '../../web/dist');

/** @throws {ConfigError} listing all faults. */
export function readAllInOneConfig(env: Record<string, string | undefined>): AllInOneConfig {
  const settings = readConfig(allInOneSettings, env);
  if (settings.PUBLIC_URL?.startsWith('https:') && settings.SIGNALING_URL === undefined) {
    throw new ConfigError('The settings are not valid:\n  SIGNALING_URL: is required when PUBLIC_URL is https');
  }
  return {
    dataDir: path.resolve(settings.INVIGIL_DATA_DIR),
    databaseUrl: settings.DATABASE_URL,
    demo: settings.DEMO ?? settings.DATABASE_URL === undefined,
    host: settings.HOST,
    port: settings.PORT,
    signalingPort: settings.SIGNALING_PORT,
    mediaPort: settings.MEDIA_PORT,
    mediaWorkers: settings.MEDIA_WORKERS ?? availableParallelism(),
    spareWorkers: 1,
    announcedAddress: settings.ANNOUNCED_ADDRESS,
    opsHost: settings.OPS_HOST,
    opsPort: settings.OPS_PORT,
    publicUrl: settings.PUBLIC_URL,
    signalingUrl: settings.SIGNALING_URL,
    accessCodeDays: settings.ACCESS_CODE_DAYS,
    deviceCheckDays: settings.DEVICE_CHECK_DAYS,
    retention: retentionOf(settings),
    connectionsPerAddress: settings.CONNECTIONS_PER_ADDRESS,
    smtpUrl: settings.SMTP_URL,
    mailFrom: settings.MAIL_FROM,
    timeZone: settings.TIME_ZONE,
    trustedProxies: settings.TRUSTED_PROXIES,
    allowedOrigins: [],
    iceServers: settings.ICE_SERVERS,
    turn: turnOf(settings),
    presenceGraceMs: limits.presenceGraceMs,
    webRoot,
    logLevel: settings.LOG_LEVEL,
  };
}

/** What starts on free ports with one media worker and keeps everything in one folder: for tests and benchmarks. */
export function privateConfig(dataDir: string, changes: Partial<AllInOneConfig> = {}): AllInOneConfig {
  const free = { PORT: '0', SIGNALING_PORT: '0', MEDIA_PORT: '0', OPS_PORT: '0' };
  const config = readAllInOneConfig({ ...free, INVIGIL_DATA_DIR: dataDir, MEDIA_WORKERS: '1' });
  return { ...config, allowedOrigins: 'any', ...changes };
}

/** The settings of this process: its environment, over those of a `.env` in the folder it was started in. */
export function environment(file = '.env'): Record<string, string | undefined> {
  const settings = existsSync(file) ? parseEnv(readFileSync(file, 'utf8')) : {};
  return { ...settings, ...process.env };
}
