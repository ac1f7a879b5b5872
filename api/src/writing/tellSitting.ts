import { sittingNews, sittingNewsOf } from '@invigil/contract/sittingNews';
import type { Cluster } from '@invigil/server-kit/cluster/cluster';
import type { Log } from '@invigil/server-kit/log';
import type { Sitting } from '../sittings/sitting.ts';

export interface Tellers {
  cluster: Cluster;
  log: Log;
}

/**
 * Tells whoever has this sitting live where it stands, after the change of it is committed. It never fails: a page that is
 * not told hears the same with its next sign of life.
 */
export async function tellSitting({ cluster, log }: Tellers, sitting: Sitting, now: Date): Promise<void> {
  const { id: sittingId, state, startedAt, creditedSeconds } = sitting;
  const deadline = startedAt ? sitting.closing(now).getTime() : null;
  try {
    await cluster.publish(sittingNewsOf(sittingId), sittingNews, {
      sittingId,
      state,
      deadline,
      creditedSeconds,
      pausedBy: sitting.pausedBy ?? null,
      admitted: !!sitting.admittedAt,
    });
  } catch (err) {
    log.warn({ err, sittingId }, 'the news of a sitting could not be told');
  }
}
