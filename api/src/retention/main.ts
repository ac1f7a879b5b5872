import path from 'node:path';
import { systemClock } from '@invigil/server-kit/clock';
import { ConfigError } from '@invigil/server-kit/config';
import { createLog } from '@invigil/server-kit/log';
import { openOrm } from '../db/orm.ts';
import { FileStore } from '../files/fileStore.ts';
import { readRetentionSettings } from './config.ts';
import { countOutdated } from './forget.ts';
import { retentionOf } from './settings.ts';
import { removeStrayFiles } from './strayFiles.ts';

// Says what the next run would forget, and changes nothing: for who is about to change the settings.

async function tell(): Promise<void> {
  const given = readRetentionSettings();
  const log = createLog({ name: 'retention', level: 'warn' });
  const orm = openOrm({ databaseUrl: given.DATABASE_URL, connections: 2, log });
  const now = new Date(systemClock.now());
  try {
    const counts = await countOutdated({ orm, days: retentionOf(given), now });
    const files = new FileStore(path.resolve(given.FILES_DIR));
    const file = await removeStrayFiles({ orm, files, log, now, isDry: true });
    process.stdout.write(`${JSON.stringify({ wouldForget: { ...counts, file } })}\n`);
  } finally {
    await orm.close();
  }
}

await tell().catch((error: unknown) => {
  process.stderr.write(`${error instanceof ConfigError ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
