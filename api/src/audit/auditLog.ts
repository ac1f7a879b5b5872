import type { RouteQuery } from '@invigil/contract/routes';
import { type AuditEntry, auditEntry } from '@invigil/contract/routes/admin/audit';
import { type RawQueryFragment, sql } from '@mikro-orm/core';
import type { EntityManager } from '@mikro-orm/postgresql';
import { z } from 'zod';
import { instantKey, readCursor, writeCursor } from '../db/cursor.ts';
import { allOf, contains, instantOf } from '../db/fragments.ts';

export type AuditFilter = RouteQuery<'auditExport'>;

const cursorForm = z.tuple([instantKey, z.uuid()]);
const { auditEntryId, actorId, actorName, action, subjectId, facts, address } = auditEntry.shape;
const entryRow = z.object({
  id: auditEntryId,
  at: z.string(),
  actor_id: actorId,
  actor_name: actorName,
  action,
  subject_id: subjectId,
  facts,
  address,
});

/** One page of what was done, the newest first. */
export async function listAudit(
  em: EntityManager,
  filter: AuditFilter,
  { cursor, limit }: { cursor?: string | undefined; limit: number },
): Promise<{ entries: AuditEntry[]; nextCursor: string | null }> {
  const after = readCursor(cursor, cursorForm);
  const beyond = after && sql`(e.at, e.id) < (${after[0]}::timestamptz, ${after[1]}::uuid)`;
  const rows = await em.execute(sql`
    select e.id, e.at, e.actor_id, a.name as actor_name, e.action, e.subject_id, e.facts, e.address
    from audit_entry e left join account a on a.id = e.actor_id
    where ${allOf([...conditionsOf(filter), beyond])} order by e.at desc, e.id desc limit ${limit + 1}`);
  const found = z.array(entryRow).parse(rows);
  const shown = found.slice(0, limit);
  const last = found.length > limit ? shown.at(-1) : undefined;
  return {
    entries: shown.map((row) => ({
      auditEntryId: row.id,
      at: instantOf(row.at),
      actorId: row.actor_id,
      actorName: row.actor_name,
      action: row.action,
      subjectId: row.subject_id,
      facts: row.facts,
      address: row.address,
    })),
    nextCursor: last ? writeCursor([last.at, last.id]) : null,
  };
}

function conditionsOf({
  action,
  actorId,
  subjectId,
  from,
  until,
  search,
}: AuditFilter): (RawQueryFragment | undefined)[] {
  return [
    action === undefined ? undefined : sql`e.action in (${action})`,
    actorId === undefined ? undefined : sql`e.actor_id = ${actorId}`,
    subjectId === undefined ? undefined : sql`e.subject_id = ${subjectId}`,
    from === undefined ? undefined : sql`e.at >= ${from}::timestamptz`,
    until === undefined ? undefined : sql`e.at < ${until}::timestamptz`,
    search === undefined
      ? undefined
      : contains(
          sql`concat_ws(' ', a.name, a.email, e.address, (select string_agg(value, ' ') from jsonb_each_text(e.facts)))`,
          search,
        ),
  ];
}
