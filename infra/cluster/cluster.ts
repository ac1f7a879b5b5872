import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { freePort } from '@invigil/server-kit/freePort';
import { Lifecycle } from '@invigil/server-kit/lifecycle';
import { RedisServer } from '@invigil/server-kit/testing/redisServer';
import { lockDataFolder } from '../all-in-one/dataFolder.ts';
import { readKeys } from '../all-in-one/keys.ts';
import { openLogFile } from '../all-in-one/logFile.ts';
import type { Say } from '../all-in-one/startFailure.ts';
import type { ClusterConfig } from './config.ts';
import { DatabaseProcess } from './databaseProcess.ts';
import { Environments } from './environments.ts';
import { Front } from './front.ts';
import { NodeProcess } from './nodeProcess.ts';

/** Many processes on this machine that are one Invigil, as in a deployment of many machines. */
export interface RunningCluster {
  /** Where people open it. */
  url: string;
  /** Where browsers open the live connection. */
  signalingUrl: string;
  signalingPort: number;
  apis: readonly NodeProcess[];
  signalings: readonly NodeProcess[];
  medias: readonly NodeProcess[];
  redis: RedisServer;
  database: DatabaseProcess;
  /** What stands before the api processes, and before the signaling processes. */
  fronts: { api: Front; signaling: Front };
  /** Closes everything in reverse order; resolves to whether all of it closed in order. Idempotent. */
  close(): Promise<boolean>;
}

/**
 * Starts PostgreSQL, Redis, the media, signaling and api nodes, each a process of its own, and what balances between them.
 * @throws {Error} when a part does not start; everything started is ended again.
 */
export async function startCluster(config: ClusterConfig, say: Say = () => {}): Promise<RunningCluster> {
  const folder = lockDataFolder(config.dataDir);
  const log = openLogFile(path.join(config.dataDir, 'cluster.log'), config.logLevel);
  // A node that drains may take a minute.
  const lifecycle = new Lifecycle({ log, longestCloseMs: 100_000 });
  try {
    await lifecycle.open('data folder', async () => folder);
    return await openAll(config, { lifecycle, log, say });
  } catch (error) {
    await lifecycle.close();
    throw error;
  }
}

async function openAll(
  config: ClusterConfig,
  { lifecycle, log, say }: { lifecycle: Lifecycle; log: ReturnType<typeof openLogFile>; say: Say },
): Promise<RunningCluster> {
  const { dataDir } = config;
  const logs = path.join(dataDir, 'logs');
  mkdirSync(logs, { recursive: true });
  const keys = await readKeys(dataDir);
  const keep = <P extends { end(): Promise<void>; start(): Promise<void> }>(name: string, part: P) =>
    lifecycle.open(name, async () => {
      const opened = { part, close: () => part.end() };
      await part.start().catch(async (error: unknown) => {
        await part.end();
        throw error;
      });
      return opened;
    });

  const redis = await lifecycle.open('redis', () => RedisServer.start());
  const database = new DatabaseProcess({ dataDir, port: await freePort(), log, say });
  await keep('database', database);

  const signalingPorts = await portsOf(config.signalings);
  const apiPorts = await portsOf(config.apis);
  const signalingTargets = signalingPorts.map((ports, n) => targetOf(`signaling-${n + 1}`, ports));
  const apiTargets = apiPorts.map((ports, n) => targetOf(`api-${n + 1}`, ports));
  const signalingFront = await lifecycle.open('front of signaling', () =>
    Front.create(config.signalingPort, signalingTargets),
  );
  const apiFront = await lifecycle.open('front of the api', () => Front.create(config.port, apiTargets));
  const url = `http://127.0.0.1:${apiFront.port}`;
  const signalingUrl = config.signalingUrl ?? `ws://127.0.0.1:${signalingFront.port}/live`;
  const addresses = { url, signalingUrl, databaseUrl: database.url, redisUrl: redis.url };
  const environments = new Environments(config, addresses, keys);
  const logFile = (name: string) => path.join(logs, `${name}.log`);

  const medias = (await portsOf(config.medias)).map(({ opsPort }, n) => {
    const name = `media-${n + 1}`;
    const env = environments.mediaServer(name, { opsPort });
    return new NodeProcess({ name, role: 'media-server', opsPort, env, logFile: logFile(name) });
  });
  const signalings = signalingPorts.map((ports, n) => {
    const name = `signaling-${n + 1}`;
    const env = environments.signaling(name, ports);
    return new NodeProcess({ name, role: 'signaling', ...ports, env, logFile: logFile(name) });
  });
  const apis = apiPorts.map((ports, n) => {
    const name = `api-${n + 1}`;
    const env = environments.api(name, { ...ports, isFirst: n === 0 });
    return new NodeProcess({ name, role: 'api', ...ports, env, logFile: logFile(name) });
  });
  for (const node of [...medias, ...signalings, ...apis]) {
    say(`Starting ${node.name}...`);
    await keep(node.name, node);
  }
  return {
    url,
    signalingUrl,
    signalingPort: signalingFront.port,
    apis,
    signalings,
    medias,
    redis,
    database,
    fronts: { api: apiFront, signaling: signalingFront },
    close: () => lifecycle.close(),
  };
}

async function portsOf(count: number): Promise<{ port: number; opsPort: number }[]> {
  const ports: { port: number; opsPort: number }[] = [];
  for (let n = 0; n < count; n += 1) ports.push({ port: await freePort(), opsPort: await freePort() });
  return ports;
}

const targetOf = (name: string, { port, opsPort }: { port: number; opsPort: number }) => ({
  name,
  port,
  opsUrl: `http://127.0.0.1:${opsPort}`,
});
