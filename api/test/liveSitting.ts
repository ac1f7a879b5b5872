import { randomUUID } from 'node:crypto';
import { type HeldSitting, heldSitting, sittingsOf } from '@invigil/contract/heldSitting';
import { nodeId, presenceId, roomId, sittingId, streamId, workerId } from '@invigil/contract/ids';
import type { LinkState } from '@invigil/contract/live';
import type { Source } from '@invigil/contract/sources';
import type { Cluster, Lease } from '@invigil/server-kit/cluster/cluster';

/**
 * Holds a sitting as signaling does while its page is connected, with these sources and how each arrives. A test that moves
 * the clock further than `ttlMs` loses it.
 */
export async function holdLive(
  cluster: Cluster,
  of: { sittingId: string; roomId: string },
  links: Partial<Record<Source, LinkState>>,
  { ttlMs = 60_000 } = {},
): Promise<Lease<HeldSitting>> {
  const ids = { sittingId: sittingId.parse(of.sittingId), roomId: roomId.parse(of.roomId) };
  const streams = Object.entries(links).map(([source, link]) => ({
    streamId: streamId.parse(randomUUID()),
    source: source as Source,
    link,
  }));
  const lease = await cluster.claim({
    group: sittingsOf(ids.roomId),
    name: ids.sittingId,
    schema: heldSitting,
    value: {
      live: { ...ids, version: 1, presence: 'here', streams, blocked: [], ladder: 'full' },
      presenceId: presenceId.parse(randomUUID()),
      signalingNodeId: cluster.nodeId,
      mediaNodeId: nodeId.parse('media'),
      workerId: workerId.parse('media-w1'),
    },
    ttlMs,
  });
  if (!lease) throw new Error('the sitting is held already');
  return lease;
}
