import { copyFileSync, existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { migrate, migrations } from '@invigil/api/db/migrations';
import { openOrm } from '@invigil/api/db/orm';
import type { Log } from '@invigil/server-kit/log';
import { Client, type ClientBase } from 'pg';
import type { Installation } from './backUp.ts';
import { copyFiles } from './fileCopies.ts';
import { BackupFailure, type Manifest, manifest, manifestFile } from './manifest.ts';
import { loadTable, tallyTable } from './tableFiles.ts';
import { migrationsOf, quoted, tablesOf, writeValuesAlike } from './tables.ts';

/**
 * Brings a backup into an empty database and an empty folder. The rows are read back before they are committed: either
 * every table is what was saved, to the byte, or the database has no rows.
 * @throws {BackupFailure} when the backup is not whole or is of a newer Invigil, or when there is something already.
 */
export async function restore(folder: string, to: Installation, log: Log): Promise<Manifest> {
  const saved = readManifest(folder);
  if (existsSync(to.filesDir) && readdirSync(to.filesDir).length > 0)
    throw new BackupFailure(`${to.filesDir} is not empty; move it away first.`);
  await makeTables(to.databaseUrl, saved, log);
  const client = new Client({ connectionString: to.databaseUrl, application_name: 'invigil-restore' });
  await client.connect();
  try {
    await writeValuesAlike(client);
    await client.query('begin');
    await mustBeEmpty(client, saved);
    await fillTables(client, saved, folder);
    await restoreFiles(folder, saved, to);
    await client.query('commit');
  } finally {
    await client.end();
  }
  return saved;
}

export function readManifest(folder: string): Manifest {
  const file = path.join(folder, manifestFile);
  if (!existsSync(file)) throw new BackupFailure(`${folder} is no backup, or one that was not finished.`);
  const { data, error } = manifest.safeParse(JSON.parse(readFileSync(file, 'utf8')));
  if (error) throw new BackupFailure(`${file} cannot be read; take another backup.`, { cause: error });
  return data;
}

/** In the form that the backup has; newer migrations run at the next start, on the data. */
async function makeTables(databaseUrl: string, { migrations: wanted }: Manifest, log: Log): Promise<void> {
  const known = migrations.slice(0, wanted.length).map(({ name }) => name);
  if (wanted.join() !== known.join())
    throw new BackupFailure(
      `The backup is of another version of Invigil (${wanted.at(-1)}); restore it with that one.`,
    );
  const orm = openOrm({ databaseUrl, log });
  try {
    await migrate(orm, { upTo: wanted.at(-1) });
  } finally {
    await orm.close();
  }
}

/** An attempt that failed may have left empty tables. */
async function mustBeEmpty(client: ClientBase, { migrations: wanted }: Manifest): Promise<void> {
  const { rows } = await client.query<{ used: boolean }>('select exists (select from account) as used');
  const found = await migrationsOf(client);
  if (rows[0]?.used || found.join() !== wanted.join())
    throw new BackupFailure('The database holds an Invigil already; make an empty one and give its address.');
}

/** Triggers and foreign keys wait until all rows are there; the keys are then checked as they are made again. */
async function fillTables(client: ClientBase, saved: Manifest, folder: string): Promise<void> {
  const tables = await tablesOf(client);
  const missing = saved.tables.filter(({ name }) => !tables.some((table) => table.name === name));
  if (missing.length > 0)
    throw new BackupFailure(`The tables ${missing.map(({ name }) => name).join(', ')} are unknown.`);

  const { rows: keys } = await client.query<{ name: string; table: string; definition: string }>(`
    select conname as name, conrelid::regclass::text as table, pg_get_constraintdef(oid) as definition
    from pg_constraint where contype = 'f' and connamespace = 'public'::regnamespace`);
  for (const { name, table } of keys) await client.query(`alter table ${table} drop constraint ${quoted(name)}`);
  for (const { name } of tables) await client.query(`alter table ${quoted(name)} disable trigger user`);
  // Migrations write texts of their own, which the backup has as well.
  for (const { name } of tables) await client.query(`delete from ${quoted(name)}`);
  for (const record of saved.tables) await loadTable(client, record, folder);
  for (const { name } of tables) await client.query(`alter table ${quoted(name)} enable trigger user`);
  for (const { name, table, definition } of keys)
    await client.query(`alter table ${table} add constraint ${quoted(name)} ${definition}`);

  for (const record of saved.tables) {
    const table = tables.find(({ name }) => name === record.name);
    const found = table && (await tallyTable(client, { ...table, columns: record.columns }));
    if (found?.sha256 !== record.sha256)
      throw new BackupFailure(`The table ${record.name} did not come back as it was saved; take another backup.`);
  }
}

async function restoreFiles(folder: string, saved: Manifest, to: Installation): Promise<void> {
  const copied = await copyFiles(path.join(folder, 'files'), to.filesDir);
  const there = new Map(copied.map(({ name, sha256 }) => [name, sha256]));
  const broken = saved.files.find(({ name, sha256 }) => there.get(name) !== sha256);
  if (broken)
    throw new BackupFailure(`The file ${broken.name} did not come back as it was saved; take another backup.`);
  if (saved.hasKeys && to.keysFile !== undefined) copyFileSync(path.join(folder, 'keys.json'), to.keysFile);
}
