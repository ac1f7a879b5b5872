import { heldSitting, sittingsOf } from '@invigil/contract/heldSitting';
import type { RoomId, SittingId } from '@invigil/contract/ids';
import type { Source } from '@invigil/contract/sources';
import type { Cluster } from '@invigil/server-kit/cluster/cluster';

/**
 * The sources of a sitting whose media arrives at the media plane now, as its lease says.
 * @throws {AppError} unavailable when the cluster cannot be asked.
 */
export async function liveSources(
  cluster: Cluster,
  { roomId, sittingId }: { roomId: RoomId; sittingId: SittingId },
): Promise<ReadonlySet<Source>> {
  const held = await cluster.find(sittingsOf(roomId), sittingId, heldSitting);
  const streams = held?.value.live.streams ?? [];
  return new Set(streams.filter(({ link }) => link === 'live' || link === 'low').map(({ source }) => source));
}
