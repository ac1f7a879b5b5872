import type { MikroORM } from '@mikro-orm/postgresql';
import { AuditEntry } from '../src/audit/auditEntry.ts';

/** What the audit log says was done to something, in the order of the names. */
export async function auditedActs(orm: MikroORM, subjectId: string): Promise<string[]> {
  const entries = await orm.em.fork().find(AuditEntry, { subjectId });
  return entries.map(({ action }) => action).sort();
}
