import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type RunningCluster, startCluster } from '@invigil/infra/cluster/cluster';
import type { ClusterConfig } from '@invigil/infra/cluster/config';

/** A folder that the account of the database can enter, when root runs the tests. */
export async function newDataDir(): Promise<string> {
  const dataDir = await mkdtemp(join(tmpdir(), 'invigil-cluster-'));
  await chmod(dataDir, 0o755);
  return dataDir;
}

/** Two nodes of each kind in a data folder of their own. `close` ends them and removes it. */
export async function openCluster(
  config: Partial<ClusterConfig> = {},
): Promise<{ cluster: RunningCluster; close(): Promise<void> }> {
  const dataDir = await newDataDir();
  const remove = () => rm(dataDir, { recursive: true, force: true });
  const nodes = { apis: 2, signalings: 2, medias: 2, port: 0, signalingPort: 0 };
  try {
    const cluster = await startCluster({ ...nodes, demo: true, logLevel: 'info', ...config, dataDir });
    const close = async () => {
      await cluster.close();
      await remove();
    };
    return { cluster, close };
  } catch (error) {
    await remove();
    throw error;
  }
}
