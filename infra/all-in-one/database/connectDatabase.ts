import { migrate } from '@invigil/api/db/migrations';
import { type Orm, openOrm } from '@invigil/api/db/orm';
import { seedDemo } from '@invigil/api/db/seed';
import type { Clock } from '@invigil/server-kit/clock';
import type { Closable } from '@invigil/server-kit/cluster/cluster';
import type { Log } from '@invigil/server-kit/log';
import { redactText } from '@invigil/server-kit/redact';
import { StartFailure } from '../startFailure.ts';

/** Connects to a database and brings it up to date; fills an empty one with the demo when asked to. */
export async function connectDatabase({
  databaseUrl,
  demo,
  filesDir,
  clock,
  log,
}: {
  databaseUrl: string;
  demo: boolean;
  /** Where the demo's documents go. */
  filesDir: string;
  clock: Clock;
  log: Log;
}): Promise<Closable & { orm: Orm }> {
  const orm = openOrm({ databaseUrl, log });
  try {
    await migrate(orm);
    if (demo) await seedDemo(orm, { clock, filesDir });
    return { orm, close: () => orm.close() };
  } catch (cause) {
    await orm.close();
    const { host, pathname } = new URL(databaseUrl);
    const reason = redactText(String((cause as Error).message)).split('\n')[0];
    throw new StartFailure(`The database ${pathname.slice(1)} at ${host} cannot be used: ${reason}.`, { cause });
  }
}
