import { hostname } from 'node:os';
import { nodeId } from '@invigil/contract/ids';
import { systemClock as clock } from '@invigil/server-kit/clock';
import { openCluster } from '@invigil/server-kit/cluster/open';
import type { Lifecycle } from '@invigil/server-kit/lifecycle';
import type { Log } from '@invigil/server-kit/log';
import { openOps } from '@invigil/server-kit/ops';
import { runService } from '@invigil/server-kit/runService';
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
    openOps({
      host: settings.OPS_HOST,
      port: settings.OPS_PORT,
      metrics: [metrics],
      checks,
      log,
      actions: {
        '/drain': async () => {
          await mediaServer.drain();
          return mediaServer.standing;
        },
        '/serve': async () => {
          await mediaServer.serve();
          return mediaServer.standing;
        },
      },
    }),
  );
  lifecycle.drains('media-server', async () => {
    await mediaServer.drained(settings.DRAIN_SECONDS * 1_000);
  });
  log.info({ nodeId: id, workers: mediaServer.workers().length }, 'media node is ready');
}

await runService({ name: 'media-server', readSettings: readMediaServerSettings, start });
