import type { RoomId } from '@invigil/contract/ids';
import { type Incident, incident, roomIncidentsOf } from '@invigil/contract/incidents';
import type { Cluster } from '@invigil/server-kit/cluster/cluster';
import type { Log } from '@invigil/server-kit/log';

/**
 * Tells the proctors of a room what happened, after it is written down. Never fails: who could not be told reads it from
 * the list.
 */
export async function tellRoom(
  { cluster, log }: { cluster: Cluster; log: Log },
  roomId: RoomId,
  incidents: readonly Incident[],
): Promise<void> {
  try {
    for (const one of incidents) await cluster.tell(roomIncidentsOf(roomId), incident, one);
  } catch (err) {
    log.warn({ err, roomId }, 'could not tell a room about an incident');
  }
}
