import type { NodeId } from '@invigil/contract/ids';
import type { Log } from '../log.ts';
import type { Cluster } from './cluster.ts';
import { LocalHub } from './local.ts';
import { openRedisCluster } from './redis.ts';

/**
 * Joins the cluster: through Redis when `redisUrl` is given, alone in this process otherwise. Several nodes of one
 * process that must reach each other without Redis join one `LocalHub` instead.
 * @throws {Error} when Redis cannot be reached.
 */
export function openCluster({
  nodeId,
  redisUrl,
  log,
}: {
  nodeId: NodeId;
  redisUrl?: string;
  log: Log;
}): Promise<Cluster> {
  return redisUrl === undefined ? new LocalHub().join(nodeId, { log }) : openRedisCluster({ nodeId, redisUrl, log });
}
