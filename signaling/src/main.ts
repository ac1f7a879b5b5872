import { randomBytes } from 'node:crypto';
import { hostname } from 'node:os';
import { nodeId } from '@invigil/contract/ids';
import { systemClock as clock } from '@invigil/server-kit/clock';
import { openCluster } from '@invigil/server-kit/cluster/open';
import type { Lifecycle } from '@invigil/server-kit/lifecycle';
import type { Log } from '@invigil/server-kit/log';
import { openOps } from '@invigil/server-kit/ops';
import { runService } from '@invigil/server-kit/runService';
import { configOf, readSignalingSettings, type SignalingSettings } from './config.ts';
import { createSignaling } from './signaling.ts';

// Signaling in a process of its own; it reaches media nodes and other signaling nodes through Redis.

async function start(settings: SignalingSettings, log: Log, lifecycle: Lifecycle): Promise<void> {
  const name = settings.NODE_ID ?? `signaling-${hostname().slice(0, 50)}`;
  // Another at each start: what the process before it held must not be taken for its own.
  const id = nodeId.parse(`${name.slice(0, 70)}.${randomBytes(4).toString('hex')}`);
  const cluster = await lifecycle.open('cluster', () => openCluster({ nodeId: id, redisUrl: settings.REDIS_URL, log }));
  const signaling = await lifecycle.open('signaling', () =>
    createSignaling({ cluster, log, clock, config: configOf(settings) }),
  );
  lifecycle.drains('signaling', () => signaling.drain());
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

await runService({ name: 'signaling', readSettings: readSignalingSettings, start });
