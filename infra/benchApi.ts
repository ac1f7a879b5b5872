import path from 'node:path';
import { createApi } from '@invigil/api/api';
import { migrate } from '@invigil/api/db/migrations';
import { openOrm } from '@invigil/api/db/orm';
import { nodeId } from '@invigil/contract/ids';
import { systemClock } from '@invigil/server-kit/clock';
import { LocalHub } from '@invigil/server-kit/cluster/local';
import { generateJoinKeys } from '@invigil/server-kit/joinToken';
import { createLog } from '@invigil/server-kit/log';
import { EmbeddedDatabase } from './all-in-one/database/embeddedDatabase.ts';
import { randomKey } from './bench-api/codes.ts';

const host = '127.0.0.1';

/** A migrated PostgreSQL in `folder`, whose api does not run yet: what a bench needs to be there is put there first. */
export async function openBenchDatabase(folder: string, logging: Parameters<typeof createLog>[0]) {
  const log = createLog(logging);
  const database = await EmbeddedDatabase.start({ dataDir: path.join(folder, 'data'), log, say: () => {} });
  const orm = openOrm({ databaseUrl: database.url, log });
  await migrate(orm);
  return { folder, log, clock: systemClock, database, orm, accessCodeKey: randomKey() };
}

/** The api over such a database, on the loopback interface; `close` ends both. */
export async function startBenchApi(opened: Awaited<ReturnType<typeof openBenchDatabase>>) {
  const { folder, log, clock, database, orm, accessCodeKey } = opened;
  const cluster = await new LocalHub().join(nodeId.parse('api'), { log });
  const api = await createApi({
    orm,
    cluster,
    log,
    clock,
    config: {
      joinTokenPrivateJwk: (await generateJoinKeys()).privateJwk,
      signalingUrl: `ws://${host}:1/live`,
      secureCookies: false,
      publicUrl: `http://${host}`,
      accessCodes: { key: accessCodeKey, days: 30 },
      mail: { from: 'Invigil <bench@invigil.example>', outboxDir: path.join(folder, 'outbox') },
      filesDir: path.join(folder, 'files'),
      timeZone: 'Europe/Paris',
      deviceCheckDays: 14,
    },
  });
  const { port } = await api.listen({ host, port: 0 });
  const close = async (): Promise<void> => {
    await api.close();
    await cluster.close();
    await orm.close();
    await database.close();
  };
  return { url: `http://${host}:${port}`, close };
}
