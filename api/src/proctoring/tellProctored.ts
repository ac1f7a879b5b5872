import type { RoomId, SittingId } from '@invigil/contract/ids';
import { type ProctoredSitting, proctoredOf, proctoredSitting } from '@invigil/contract/proctoredSitting';
import type { Clock } from '@invigil/server-kit/clock';
import type { Cluster } from '@invigil/server-kit/cluster/cluster';
import type { Log } from '@invigil/server-kit/log';
import type { Orm } from '../db/orm.ts';
import { readProctoredSittings } from './proctoredSittings.ts';

/** What it takes to tell a room. */
export interface RoomTellers {
  cluster: Cluster;
  log: Log;
  orm: Orm;
  clock: Clock;
}

/**
 * Tells the proctors of a room how these sittings stand, after what changed is committed: they are read now, so that the
 * newest version has everything. Never fails: who could not be told reads it from the room.
 */
export async function tellProctored(
  tellers: RoomTellers,
  roomId: RoomId,
  sittingIds: readonly SittingId[],
): Promise<void> {
  try {
    const sittings = await readProctoredSittings(tellers.orm.em.fork(), { sittingIds }, new Date(tellers.clock.now()));
    await publishProctored(tellers, roomId, sittings);
  } catch (err) {
    tellers.log.warn({ err, roomId }, 'could not tell a room how its sittings stand');
  }
}

/** The same of what has just been read. */
export async function publishProctored(
  { cluster, log }: Pick<RoomTellers, 'cluster' | 'log'>,
  roomId: RoomId,
  sittings: readonly ProctoredSitting[],
): Promise<void> {
  try {
    for (const one of sittings) await cluster.tell(proctoredOf(roomId), proctoredSitting, one);
  } catch (err) {
    log.warn({ err, roomId }, 'could not tell a room how its sittings stand');
  }
}
