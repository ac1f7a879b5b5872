import { existsSync } from 'node:fs';
import path from 'node:path';
import type { Log } from '@invigil/server-kit/log';
import { databaseName, databaseRole } from '../all-in-one/database/createCluster.ts';
import { EmbeddedDatabase } from '../all-in-one/database/embeddedDatabase.ts';
import { databasePlace } from '../all-in-one/database/place.ts';
import { livePostmaster, readPostmaster } from '../all-in-one/database/postmasterFile.ts';
import { lockDataFolder } from '../all-in-one/dataFolder.ts';
import type { Say } from '../all-in-one/startFailure.ts';
import { BackupFailure } from './manifest.ts';
import type { BackupConfig } from './settings.ts';

interface Surroundings {
  log: Log;
  say: Say;
}

/** Runs `work` on the database to back up: your own, the embedded one that runs, or the embedded one started for it. */
export async function withDatabase<R>(
  { databaseUrl, dataDir }: BackupConfig,
  surroundings: Surroundings,
  work: (url: string) => Promise<R>,
): Promise<R> {
  if (databaseUrl !== undefined) return work(databaseUrl);
  if (!hasDatabase(dataDir)) throw new BackupFailure(`There is no database in ${dataDir}; set INVIGIL_DATA_DIR.`);
  const { cluster, password } = databasePlace(dataDir, surroundings.say);
  const running = livePostmaster(cluster) === undefined ? undefined : readPostmaster(cluster);
  if (running?.ready) return work(`postgresql://${databaseRole}:${password}@127.0.0.1:${running.port}/${databaseName}`);
  return withEmbedded(dataDir, surroundings, work);
}

/** Runs `work` on an empty database: your own, or a new embedded one. */
export async function withNewDatabase<R>(
  { databaseUrl, dataDir }: BackupConfig,
  surroundings: Surroundings,
  work: (url: string) => Promise<R>,
): Promise<R> {
  if (databaseUrl !== undefined) return work(databaseUrl);
  if (hasDatabase(dataDir)) throw new BackupFailure(`There is a database in ${dataDir}; move the folder away first.`);
  return withEmbedded(dataDir, surroundings, work);
}

const hasDatabase = (dataDir: string) => existsSync(path.join(dataDir, 'database.json'));

async function withEmbedded<R>(dataDir: string, { log, say }: Surroundings, work: (url: string) => Promise<R>) {
  const folder = lockDataFolder(dataDir);
  try {
    const database = await EmbeddedDatabase.start({ dataDir, log, say });
    try {
      return await work(database.url);
    } finally {
      await database.close();
    }
  } finally {
    await folder.close();
  }
}
