import { readConfig } from '@invigil/server-kit/config';
import { z } from 'zod';
import { retentionSettings } from './settings.ts';

const settings = z.object({ DATABASE_URL: z.url(), FILES_DIR: z.string().default('files'), ...retentionSettings });

/** The settings of `npm run retention`. @throws {ConfigError} listing all faults. */
export const readRetentionSettings = (env = process.env) => readConfig(settings, env);
