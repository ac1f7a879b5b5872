import { hostname } from 'node:os';
import { nodeId } from '@invigil/contract/ids';
import { systemClock as clock } from '@invigil/server-kit/clock';
import { openCluster } from '@invigil/server-kit/cluster/open';
import { ConfigError } from '@invigil/server-kit/config';
import { hearStop, Lifecycle, StoppedWhileStarting } from '@invigil/server-kit/lifecycle';
import { createLog, type Log } from '@invigil/server-kit/log';
import { openOps } from '@invigil/server-kit/ops';
import { configOf, type MediaServerSettings, readMediaServerSettings } from './config.ts';
import { createMediaServer } from './mediaServer.ts';

// A media node in a process of its own; signaling nodes find and reach it through Redis.

async function start(settings: MediaServerSettings, log: Log, lifecycle: Lifecycle): Promise<void> {
  const id = nodeId.parse(settings.NODE_ID ?? `media-${hostname().slice(0, 40)}-${process.pid}`);
  const cluster = await lifecycle.open('cluster', () => openCluster({ nodeId: id, redisUrl: settings.REDIS_URL, log }));
  const mediaServer = await lifecycle.open('media-server', () =>
    createMediaServer({ cluster, log, clock, config: configOf(settings) }),
  );
  mediaServer.metrics.collectProcess();
  const { metrics, checks } = mediaServer;
  await lifecycle.open('ops port', () =>
    openOps({ host: settings.OPS_HOST, port: settings.OPS_PORT, metrics: [metrics], checks, log }),
  );
  log.info({ nodeId: id, workers: mediaServer.workers().length }, 'media node is ready');
}

async function main(): Promise<void> {
  const settings = readMediaServerSettings();
  const log = createLog({ name: 'media-server', level: settings.LOG_LEVEL });
  const lifecycle = new Lifecycle({ log });
  const stop = hearStop();
  stop.signal.addEventListener('abort', () => log.info('stopping'));
  try {
    await start(settings, log, lifecycle);
    await stop.asked;
  } catch (err) {
    if (!(err instanceof StoppedWhileStarting)) {
      log.fatal({ err }, 'could not start');
      process.exitCode = 1;
    }
  }
  if (!(await lifecycle.close())) process.exitCode = 1;
}

try {
  await main();
} catch (error) {
  if (!(error instanceof ConfigError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}
