import { hostname } from 'node:os';
import { nodeId } from '@invigil/contract/ids';
import { systemClock as clock } from '@invigil/server-kit/clock';
import { openCluster } from '@invigil/server-kit/cluster/open';
import { ConfigError } from '@invigil/server-kit/config';
import { hearStop, Lifecycle } from '@invigil/server-kit/lifecycle';
import { createLog, type Log } from '@invigil/server-kit/log';
import { openOps } from '@invigil/server-kit/ops';
import { configOf, readSignalingSettings, type SignalingSettings } from './config.ts';
import { createSignaling } from './signaling.ts';

// Signaling in a process of its own; it reaches media nodes and other signaling nodes through Redis.

async function start(settings: SignalingSettings, log: Log, lifecycle: Lifecycle): Promise<void> {
  const id = nodeId.parse(settings.NODE_ID ?? `signaling-${hostname().slice(0, 50)}-${process.pid}`);
  const cluster = await lifecycle.open('cluster', () => openCluster({ nodeId: id, redisUrl: settings.REDIS_URL, log }));
  const signaling = await lifecycle.open('signaling', () =>
    createSignaling({ cluster, log, clock, config: configOf(settings) }),
  );
  signaling.metrics.collectProcess();
  await lifecycle.open('ops port', () =>
    openOps({
      host: settings.OPS_HOST,
      port: settings.OPS_PORT,
      metrics: [signaling.metrics],
      checks: signaling.checks,
      log,
    }),
  );
}

async function main(): Promise<void> {
  const settings = readSignalingSettings();
  const log = createLog({ name: 'signaling', level: settings.LOG_LEVEL });
  const lifecycle = new Lifecycle({ log });
  const stop = hearStop();
  try {
    await start(settings, log, lifecycle);
    await stop.asked;
    log.info('stopping');
  } catch (err) {
    log.fatal({ err }, 'could not start');
    process.exitCode = 1;
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
