import path from 'node:path';
import { readConfig } from '@invigil/server-kit/config';
import { z } from 'zod';

export const backupSettings = z.object({
  INVIGIL_DATA_DIR: z.string().default('.data').describe('Folder of an all-in-one: its database, keys and files.'),
  DATABASE_URL: z.url().optional().describe('A PostgreSQL of your own, instead of the embedded one.'),
  FILES_DIR: z.string().optional().describe('Folder of uploaded documents. Default: `files` in the data folder.'),
  BACKUP_DIR: z.string().default('backups').describe('Folder that gets a new folder for each backup.'),
  BACKUP_KEEP: z.coerce
    .number()
    .int()
    .min(0)
    .max(10_000)
    .default(0)
    .describe('How many backups stay; older ones are removed after one has succeeded. 0 keeps all.'),
});

export interface BackupConfig {
  dataDir: string;
  databaseUrl?: string;
  filesDir: string;
  keysFile: string;
  backupDir: string;
  keep: number;
}

/** @throws {ConfigError} listing all faults. */
export function readBackupConfig(env: Record<string, string | undefined>): BackupConfig {
  const settings = readConfig(backupSettings, env);
  const dataDir = path.resolve(settings.INVIGIL_DATA_DIR);
  return {
    dataDir,
    databaseUrl: settings.DATABASE_URL,
    filesDir: settings.FILES_DIR === undefined ? path.join(dataDir, 'files') : path.resolve(settings.FILES_DIR),
    keysFile: path.join(dataDir, 'keys.json'),
    backupDir: path.resolve(settings.BACKUP_DIR),
    keep: settings.BACKUP_KEEP,
  };
}
