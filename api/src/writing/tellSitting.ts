import { sittingNews, sittingNewsOf } from '@invigil/contract/sittingNews';
import { type RoomTellers, tellProctored } from '../proctoring/tellProctored.ts';
import type { Sitting } from '../sittings/sitting.ts';

export type Tellers = RoomTellers;

/** Tells the candidate and the proctors where a sitting stands, after the change of it is committed. It never fails. */
export async function tellSitting(tellers: Tellers, sitting: Sitting, now: Date): Promise<void> {
  await tellSittings(tellers, [sitting], now);
}

/** The same of several, which may be of several rooms. */
export async function tellSittings(tellers: Tellers, sittings: readonly Sitting[], now: Date): Promise<void> {
  for (const sitting of sittings) await tellCandidate(tellers, sitting, now);
  for (const [roomId, ofRoom] of Map.groupBy(sittings, ({ room }) => room.id)) {
    await tellProctored(
      tellers,
      roomId,
      ofRoom.map(({ id }) => id),
    );
  }
}

/**
 * Tells whoever has this sitting live where it stands. It never fails: a page that is not told hears the same with its next
 * sign of life.
 */
export async function tellCandidate(
  { cluster, log }: Pick<Tellers, 'cluster' | 'log'>,
  sitting: Sitting,
  now: Date,
): Promise<void> {
  const { id: sittingId, state, startedAt } = sitting;
  const deadline = startedAt ? sitting.closing(now).getTime() : null;
  try {
    await cluster.tell(sittingNewsOf(sittingId), sittingNews, {
      sittingId,
      state,
      deadline,
      creditedSeconds: sitting.givenBackSeconds(),
      pausedBy: sitting.pausedBy ?? null,
      admitted: !!sitting.admittedAt,
    });
  } catch (err) {
    log.warn({ err, sittingId }, 'the news of a sitting could not be told');
  }
}
