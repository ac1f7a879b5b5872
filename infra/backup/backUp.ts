import { copyFileSync, existsSync, mkdirSync } from 'node:fs';
import path from 'node:path';
import { Client } from 'pg';
import { writePrivately } from '../all-in-one/privateFile.ts';
import { copyFiles } from './fileCopies.ts';
import { BackupFailure, type Manifest, manifestFile, type TableRecord } from './manifest.ts';
import { saveTable } from './tableFiles.ts';
import { migrationsOf, tablesOf, writeValuesAlike } from './tables.ts';

/** What makes an installation: everything else can be built again. */
export interface Installation {
  databaseUrl: string;
  filesDir: string;
  /** Of an all-in-one; many machines have their keys in their settings. */
  keysFile?: string;
}

/**
 * Writes a backup into a new folder while people work: the tables as they are at one moment, then the files, which are
 * only ever written before the rows that name them.
 * @throws {BackupFailure} when the folder exists or the database holds no Invigil.
 */
export async function backUp({ databaseUrl, filesDir, keysFile }: Installation, folder: string): Promise<Manifest> {
  if (existsSync(folder)) throw new BackupFailure(`${folder} exists; a backup goes into a new folder.`);
  const takenAt = new Date().toISOString();
  const client = new Client({ connectionString: databaseUrl, application_name: 'invigil-backup' });
  await client.connect();
  try {
    await writeValuesAlike(client);
    await client.query('begin isolation level repeatable read read only');
    const found = await tablesOf(client);
    if (found.length === 0) throw new BackupFailure('The database holds no Invigil; there is nothing to back up.');
    const migrations = await migrationsOf(client);
    mkdirSync(path.join(folder, 'tables'), { recursive: true, mode: 0o700 });
    const tables: TableRecord[] = [];
    for (const table of found) tables.push(await saveTable(client, table, folder));
    await client.query('commit');

    const files = await copyFiles(filesDir, path.join(folder, 'files'));
    const hasKeys = keysFile !== undefined && existsSync(keysFile);
    if (hasKeys) copyFileSync(keysFile, path.join(folder, 'keys.json'));
    const written: Manifest = { format: 1, takenAt, migrations, tables, files, hasKeys };
    writePrivately(path.join(folder, manifestFile), JSON.stringify(written, undefined, 1));
    return written;
  } finally {
    await client.end();
  }
}
