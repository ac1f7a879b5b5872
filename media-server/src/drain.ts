import { setTimeout as pause } from 'node:timers/promises';
import { mediaNodeGroup, mediaNodeLease } from '@invigil/contract/mediaControl';
import type { Cluster } from '@invigil/server-kit/cluster/cluster';
import type { Log } from '@invigil/server-kit/log';

const lookEveryMs = 100;
/** How long the other media nodes may all be missing or draining before there is no use in waiting for them. */
const aloneMs = 2_000;

/** Resolves to why there is nothing more to wait for. */
export type DrainEnd = 'empty' | 'alone' | 'late';

interface DrainOptions {
  cluster: Cluster;
  log: Log;
  longestMs: number;
  /** How many sittings are placed here still. */
  sittings: () => number;
}

/**
 * Waits until signaling has moved every sitting away. It does not wait longer than `longestMs`, nor when no other media node
 * is there to take them.
 */
export async function untilEmpty(options: DrainOptions): Promise<DrainEnd> {
  const { log, sittings } = options;
  const began = performance.now();
  log.info({ sittings: sittings() }, 'this media node drains');
  const end = await waitForOthers(options, began);
  const seconds = Math.round((performance.now() - began) / 100) / 10;
  log.info({ end, left: sittings(), seconds }, 'this media node has drained');
  return end;
}

async function waitForOthers({ cluster, log, longestMs, sittings }: DrainOptions, began: number): Promise<DrainEnd> {
  let othersAt = began;
  while (sittings() > 0) {
    const now = performance.now();
    if (now - began >= longestMs) return 'late';
    if (now - othersAt >= aloneMs) return 'alone';
    await pause(lookEveryMs);
    if (await hasOthers(cluster, log)) othersAt = performance.now();
  }
  return 'empty';
}

/** While the cluster cannot be asked nobody can take anything either. */
async function hasOthers(cluster: Cluster, log: Log): Promise<boolean> {
  try {
    const nodes = await cluster.list(mediaNodeGroup, mediaNodeLease);
    return nodes.some(({ nodeId, value }) => nodeId !== cluster.nodeId && !value.draining);
  } catch (err) {
    log.warn({ err }, 'could not look for other media nodes');
    return false;
  }
}
