import { hostname } from 'node:os';
import { nodeId } from '@invigil/contract/ids';
import { systemClock as clock } from '@invigil/server-kit/clock';
import { openCluster } from '@invigil/server-kit/cluster/open';
import type { Lifecycle } from '@invigil/server-kit/lifecycle';
import type { Log } from '@invigil/server-kit/log';
import { openOps } from '@invigil/server-kit/ops';
import { runService } from '@invigil/server-kit/runService';
import { createApi } from './api.ts';
import { type ApiSettings, configOf, readApiSettings } from './config.ts';
import { migrate } from './db/migrations.ts';
import { openOrm } from './db/orm.ts';
import { seedDemo } from './db/seed.ts';

// The api in a process of its own, with a database that others have started.

async function start(settings: ApiSettings, log: Log, lifecycle: Lifecycle): Promise<void> {
  const orm = openOrm({ databaseUrl: settings.DATABASE_URL, connections: settings.DATABASE_CONNECTIONS, log });
  await lifecycle.open('database connections', async () => orm);
  const migrated = await migrate(orm);
  if (migrated.length > 0) log.info({ migrated }, 'brought the database up to date');
  const config = configOf(settings);
  if (settings.DEMO && (await seedDemo(orm, { clock, filesDir: config.filesDir })))
    log.info('filled the database with the demo');

  const { NODE_ID = `api-${hostname().slice(0, 50)}-${process.pid}`, REDIS_URL: redisUrl } = settings;
  if (redisUrl === undefined) log.warn('no REDIS_URL: nothing live is seen from here, so no exam can be sat');
  const cluster = await lifecycle.open('cluster', () => openCluster({ nodeId: nodeId.parse(NODE_ID), redisUrl, log }));
  const api = await lifecycle.open('api', () => createApi({ orm, cluster, log, clock, config }));
  api.metrics.collectProcess();
  await lifecycle.open('ops port', () =>
    openOps({ host: settings.OPS_HOST, port: settings.OPS_PORT, metrics: [api.metrics], checks: api.checks, log }),
  );
  // The links are not logged, for they hold access codes; they are in the files.
  if (settings.SMTP_URL === undefined) log.warn({ folder: settings.OUTBOX_DIR }, 'no SMTP_URL: mails go to a folder');
  const { port } = await api.listen({ host: settings.HOST, port: settings.PORT });
  log.info({ port }, 'listening');
}

await runService({ name: 'api', readSettings: readApiSettings, start });
