import path from 'node:path';
import { ConfigError } from '@invigil/server-kit/config';
import { createLog } from '@invigil/server-kit/log';
import { environment } from '../all-in-one/config.ts';
import { StartFailure } from '../all-in-one/startFailure.ts';
import { backUp } from './backUp.ts';
import { folderName, removeOld } from './folders.ts';
import { BackupFailure, type Manifest } from './manifest.ts';
import { restore } from './restore.ts';
import { readBackupConfig } from './settings.ts';
import { withDatabase, withNewDatabase } from './withDatabase.ts';

// npm run backup [-- folder]     npm run restore -- folder

const say = (line: string) => void process.stdout.write(`${line}\n`);
const usage = 'Usage: npm run backup [-- <new folder>], npm run restore -- <folder of a backup>';

async function run([action, given, ...more]: string[]): Promise<void> {
  const config = readBackupConfig(environment());
  const surroundings = { log: createLog({ name: 'backup', level: 'error' }), say };
  const { filesDir, keysFile, backupDir } = config;
  if (action === 'backup' && more.length === 0) {
    const folder = path.resolve(given ?? path.join(backupDir, folderName(new Date())));
    const taken = await withDatabase(config, surroundings, (databaseUrl) =>
      backUp({ databaseUrl, filesDir, keysFile }, folder),
    );
    say(`Backed up ${contents(taken)} to ${folder}. It holds personal data and secrets: keep it like them.`);
    if (given === undefined) for (const name of removeOld(backupDir, config.keep)) say(`Removed ${name}.`);
    return;
  }
  if (action !== 'restore' || given === undefined || more.length > 0) throw new BackupFailure(usage);
  const restored = await withNewDatabase(config, surroundings, (databaseUrl) =>
    restore(path.resolve(given), { databaseUrl, filesDir, keysFile }, surroundings.log),
  );
  say(`Restored ${contents(restored)} of ${restored.takenAt}; every table reads back as it was saved.`);
  if (!restored.hasKeys) say('The keys are not in this backup: give the settings that the installation had.');
}

function contents({ tables, files }: Manifest): string {
  const rows = tables.reduce((sum, table) => sum + table.rows, 0);
  return `${tables.length} tables with ${rows} rows and ${files.length} files`;
}

try {
  await run(process.argv.slice(2));
} catch (error) {
  const isForPeople = [BackupFailure, StartFailure, ConfigError].some((kind) => error instanceof kind);
  process.stderr.write(`${isForPeople ? (error as Error).message : String((error as Error).stack)}\n`);
  process.exitCode = 1;
}
