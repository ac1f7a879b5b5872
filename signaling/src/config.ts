import { limits } from '@invigil/contract/limits';
import { type IceServer, iceServer } from '@invigil/contract/transports';
import { listSetting, portSetting, readConfig } from '@invigil/server-kit/config';
import type { JoinKeys } from '@invigil/server-kit/joinToken';
import { joinKeys } from '@invigil/server-kit/joinToken';
import { logLevels } from '@invigil/server-kit/log';
import { z } from 'zod';
import { type DrainTimes, ordinaryDrainTimes } from './handOver/drain.ts';
import type { MediaFactTimes } from './mediaFacts.ts';
import type { MigrationTimes } from './migrations.ts';
import type { ShareTimes } from './roomShare.ts';
import type { TurnRelays } from './turn.ts';
import { turnIsNotWhole, turnIsWhole, turnOf, turnSettings } from './turnSettings.ts';

export interface SignalingConfig {
  host: string;
  /** 0 takes a free one. */
  port: number;
  /** The addresses of the web app, as browsers send them in `Origin`; `any` also admits programs that send none. */
  allowedOrigins: readonly string[] | 'any';
  joinTokenPublicJwk: JoinKeys['publicJwk'];
  /** Told to every page as they are. */
  iceServers: readonly IceServer[];
  /** Relays for which every page gets a credential of its own. */
  turn?: TurnRelays;
  presenceGraceMs: number;
  /** What is long enough to be written down; the ordinary times when it is not given. */
  mediaFactTimes?: MediaFactTimes;
  /** How often a look that goes on is written down again; `limits.lookEveryMs` when it is not given. */
  lookEveryMs?: number;
  /** How patient a migration is; the ordinary times when they are not given. */
  migrationTimes?: MigrationTimes;
  /** When the candidates of a room are shared anew; the ordinary times when they are not given. */
  shareTimes?: ShareTimes;
  /** How a node that ends gives its pages to others; the ordinary times when they are not given. */
  drainTimes?: DrainTimes;
}

const json = z.string().transform((text, context): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    context.addIssue('must be JSON');
    return z.NEVER;
  }
});

/** The settings of a signaling process of its own. */
export const signalingSettings = z
  .object({
    NODE_ID: z
      .string()
      .regex(/^[\w.:-]{1,80}$/, 'must be letters, digits and .:-')
      .optional(),
    REDIS_URL: z.url().optional(),
    SIGNALING_HOST: z.string().default('0.0.0.0'),
    SIGNALING_PORT: portSetting.default(4443),
    /** Separated by commas. */
    ALLOWED_ORIGINS: listSetting,
    /** The public half of the key with which the api signs join tokens, as JSON. */
    JOIN_TOKEN_PUBLIC_JWK: json.pipe(joinKeys.shape.publicJwk),
    /** `RTCIceServer`s as JSON, for networks that block everything but a relay. */
    ICE_SERVERS: json.pipe(z.array(iceServer).max(7)).default([]),
    ...turnSettings,
    PRESENCE_GRACE_MS: z.coerce.number().int().min(0).max(600_000).default(limits.presenceGraceMs),
    /** Milliseconds from /readyz saying `draining` until pages are sent to other nodes: longer than a balancer takes to notice. */
    DRAIN_NOTICE_MS: z.coerce.number().int().min(0).max(120_000).default(ordinaryDrainTimes.noticeMs),
    /** Milliseconds over which they are sent there. */
    DRAIN_SPREAD_MS: z.coerce.number().int().min(0).max(120_000).default(ordinaryDrainTimes.spreadMs),
    OPS_HOST: z.string().default('127.0.0.1'),
    OPS_PORT: portSetting.default(9443),
    LOG_LEVEL: z.enum(logLevels).default('info'),
  })
  .refine(turnIsWhole, turnIsNotWhole);

export type SignalingSettings = z.output<typeof signalingSettings>;

/** @throws {ConfigError} listing every fault. */
export const readSignalingSettings = (env = process.env) => readConfig(signalingSettings, env);

export function configOf(settings: SignalingSettings): SignalingConfig {
  return {
    host: settings.SIGNALING_HOST,
    port: settings.SIGNALING_PORT,
    allowedOrigins: settings.ALLOWED_ORIGINS,
    joinTokenPublicJwk: settings.JOIN_TOKEN_PUBLIC_JWK,
    iceServers: settings.ICE_SERVERS,
    turn: turnOf(settings),
    presenceGraceMs: settings.PRESENCE_GRACE_MS,
    drainTimes: {
      ...ordinaryDrainTimes,
      noticeMs: settings.DRAIN_NOTICE_MS,
      spreadMs: settings.DRAIN_SPREAD_MS,
      longestMs: settings.DRAIN_NOTICE_MS + settings.DRAIN_SPREAD_MS + ordinaryDrainTimes.longestMs,
    },
  };
}
