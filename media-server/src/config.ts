import { availableParallelism } from 'node:os';
import { listSetting, portSetting, readConfig } from '@invigil/server-kit/config';
import { logLevels } from '@invigil/server-kit/log';
import { z } from 'zod';
import type { MediaServerConfig } from './mediaServer.ts';

const isEvery = (address: string) => address === '0.0.0.0' || address === '::';

/** The settings of a media node in a process of its own. */
export const mediaServerSettings = z
  .object({
    NODE_ID: z
      .string()
      .regex(/^[\w.:-]{1,60}$/, 'must be up to 60 letters, digits and .:-')
      .optional(),
    REDIS_URL: z.url().optional(),
    /** How many workers take sittings; one per processor core unless told. */
    MEDIA_WORKERS: z.coerce.number().int().min(1).max(256).optional(),
    SPARE_WORKERS: z.coerce.number().int().min(0).max(16).default(1),
    /** The addresses to listen on, separated by commas. */
    MEDIA_HOST: listSetting.pipe(z.array(z.ipv4().or(z.ipv6())).min(1).max(4)).default(['127.0.0.1']),
    /** The first UDP and TCP port of the workers: one for each, spare ones included. 0 lets the system choose. */
    MEDIA_PORT: portSetting.default(40_000),
    /** The address at which browsers reach the media ports of this node, when it is not MEDIA_HOST; as many, in its order. */
    ANNOUNCED_ADDRESS: listSetting.pipe(z.array(z.string().max(255)).min(1).max(4)).optional(),
    /** How long a stopped node waits until its sittings have moved to other nodes, before it ends all the same. */
    DRAIN_SECONDS: z.coerce.number().int().min(0).max(3_600).default(60),
    OPS_HOST: z.string().default('127.0.0.1'),
    OPS_PORT: portSetting.default(9444),
    LOG_LEVEL: z.enum(logLevels).default('info'),
  })
  .refine(({ MEDIA_HOST, ANNOUNCED_ADDRESS }) => ANNOUNCED_ADDRESS || !MEDIA_HOST.some(isEvery), {
    path: ['ANNOUNCED_ADDRESS'],
    message: 'is required when MEDIA_HOST is every address',
  })
  .refine(({ MEDIA_HOST, ANNOUNCED_ADDRESS = MEDIA_HOST }) => ANNOUNCED_ADDRESS.length === MEDIA_HOST.length, {
    path: ['ANNOUNCED_ADDRESS'],
    message: 'must name as many addresses as MEDIA_HOST, in its order',
  });

export type MediaServerSettings = z.output<typeof mediaServerSettings>;

/** @throws {ConfigError} listing every fault. */
export const readMediaServerSettings = (env = process.env) => readConfig(mediaServerSettings, env);

export function configOf(settings: MediaServerSettings): MediaServerConfig {
  const [first = { listenAddress: '127.0.0.1' }, ...otherAddresses] = settings.MEDIA_HOST.map(
    (listenAddress, index) => ({
      listenAddress,
      announcedAddress: settings.ANNOUNCED_ADDRESS?.[index],
    }),
  );
  return {
    ...first,
    otherAddresses,
    workers: settings.MEDIA_WORKERS ?? availableParallelism(),
    spareWorkers: settings.SPARE_WORKERS,
    basePort: settings.MEDIA_PORT,
  };
}
