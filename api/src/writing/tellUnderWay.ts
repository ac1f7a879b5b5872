import type { ExamId } from '@invigil/contract/ids';
import type { EntityManager } from '@mikro-orm/postgresql';
import { Sitting } from '../sittings/sitting.ts';
import { type Tellers, tellSittings } from './tellSitting.ts';

/** Tells all who write an exam where they stand, after a change of the exam is committed: its closing may have moved. */
export async function tellUnderWay(
  em: EntityManager,
  tellers: Tellers,
  given: { examId: ExamId; now: Date },
): Promise<void> {
  const { examId, now } = given;
  const sittings = await em.find(
    Sitting,
    { exam: examId, state: { $in: ['writing', 'paused'] } },
    { populate: ['exam'], refresh: true },
  );
  await tellSittings(tellers, sittings, now);
}
