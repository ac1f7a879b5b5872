import type { SittingId } from '@invigil/contract/ids';
import { limits } from '@invigil/contract/limits';
import { LockMode } from '@mikro-orm/core';
import type { EntityManager } from '@mikro-orm/postgresql';
import { Sitting } from '../sittings/sitting.ts';
import { keep, workOf } from './handIn.ts';
import { type Tellers, tellSitting } from './tellSitting.ts';

/** Sittings looked at in one round. */
const atOnce = 100;

/**
 * Keeps what was saved as the copy of sittings that were terminated so long ago that nobody can undo it any more. Several
 * processes may do this at once.
 * @returns how many it kept. One that cannot be is logged, and tried again the next time.
 */
export async function keepTerminatedCopies(parts: Tellers): Promise<number> {
  const now = new Date(parts.clock.now());
  const until = new Date(now.getTime() - limits.unlockMs);
  const due = await parts.orm.em
    .fork()
    .find(Sitting, dueUntil(until), { fields: ['id'], orderBy: { terminatedAt: 'asc' }, limit: atOnce });
  let kept = 0;
  for (const { id } of due) {
    try {
      const sitting = await parts.orm.em.fork().transactional((tx) => keepIfDue(tx, { id, until, now }));
      if (!sitting) continue;
      kept += 1;
      await tellSitting(parts, sitting, now);
    } catch (err) {
      parts.log.error({ err, sittingId: id }, 'the copy of a terminated sitting could not be kept');
    }
  }
  return kept;
}

const dueUntil = (until: Date) => ({ state: 'terminated' as const, frozenAt: null, terminatedAt: { $lte: until } });

/** Undefined when another process has it, or it was undone. */
async function keepIfDue(
  tx: EntityManager,
  { id, until, now }: { id: SittingId; until: Date; now: Date },
): Promise<Sitting | undefined> {
  const due = { id, ...dueUntil(until) };
  const sitting = await tx.findOne(Sitting, due, { lockMode: LockMode.PESSIMISTIC_PARTIAL_WRITE });
  if (!sitting) return undefined;
  await tx.populate(sitting, ['exam']);
  keep(sitting, await workOf(tx, sitting), now);
  return sitting;
}
