import type { EntityManager } from '@mikro-orm/postgresql';
import { Sitting } from '../sittings/sitting.ts';

/** Whether the exam of this sitting asks for a technical test and its candidate never handed one in. A test asks for none. */
export async function lacksTechnicalTest(em: EntityManager, { exam, candidate }: Sitting): Promise<boolean> {
  if (!exam.technicalTestRequired || exam.kind === 'technicalTest') return false;
  return (await em.count(Sitting, { candidate, state: 'submitted', exam: { kind: 'technicalTest' } })) === 0;
}
