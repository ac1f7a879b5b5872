import { availableParallelism } from 'node:os';
import type { TargetProcess } from '@invigil/contract/benchLoad';
import { startAllInOne } from '../all-in-one/allInOne.ts';
import { privateConfig } from '../all-in-one/config.ts';
import { startCluster } from '../cluster/cluster.ts';

/** What a load test needs of what it loads. */
export interface Target {
  apiUrl: string;
  databaseUrl: string;
  processes: TargetProcess[];
  close(): Promise<void>;
}

/** Everything in this process, as on a single machine, with a media worker for each core. */
export async function startOne(dataDir: string): Promise<Target> {
  const mediaWorkers = availableParallelism();
  const running = await startAllInOne(privateConfig(dataDir, { logLevel: 'error', demo: false, mediaWorkers }));
  const workers = running.mediaServer.workers().filter(({ spare }) => !spare);
  const { databasePid } = running;
  return {
    apiUrl: `http://127.0.0.1:${running.port}`,
    databaseUrl: running.databaseUrl,
    processes: [
      { name: 'invigil', pid: process.pid, tree: false },
      ...workers.map(({ pid }, index) => ({ name: `media worker ${index + 1}`, pid, tree: false })),
      ...(databasePid === undefined ? [] : [{ name: 'postgresql', pid: databasePid, tree: true }]),
    ],
    close: async () => {
      await running.close();
    },
  };
}

/** Two processes of each kind over Redis, with what balances between them in this process. */
export async function startMany(dataDir: string): Promise<Target> {
  const nodes = { apis: 2, signalings: 2, medias: 2 };
  const config = { dataDir, ...nodes, port: 0, signalingPort: 0, demo: false, logLevel: 'error' as const };
  const cluster = await startCluster(config);
  const { apis, signalings, medias, redis, database } = cluster;
  return {
    apiUrl: cluster.url,
    databaseUrl: database.url,
    processes: [
      ...[...apis, ...signalings].map(({ name, pid }) => ({ name, pid, tree: false })),
      // With its workers.
      ...medias.map(({ name, pid }) => ({ name, pid, tree: true })),
      { name: 'redis', pid: redis.pid, tree: false },
      { name: 'postgresql', pid: database.pid, tree: true },
      { name: 'balancer', pid: process.pid, tree: false },
    ],
    close: async () => {
      await cluster.close();
    },
  };
}
