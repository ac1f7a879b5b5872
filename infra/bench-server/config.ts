import { readConfig } from '@invigil/server-kit/config';
import { logLevels } from '@invigil/server-kit/log';
import { z } from 'zod';

const settings = z.object({
  /** Where signaling and media listen; media is announced there too. */
  BENCH_ADDRESS: z.string().default('127.0.0.1'),
  /** Workers that take sittings; one, unless told, so that its processor time is that of all media. */
  BENCH_WORKERS: z.coerce.number().int().min(1).max(16).default(1),
  BENCH_SPARE_WORKERS: z.coerce.number().int().min(0).max(16).default(1),
  BENCH_LOG_LEVEL: z.enum(logLevels).default('error'),
});

export function benchServerConfig() {
  return readConfig(settings, process.env);
}
