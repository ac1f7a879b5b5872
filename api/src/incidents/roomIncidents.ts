import type { RoomId, SittingId } from '@invigil/contract/ids';
import { incidentFacts } from '@invigil/contract/incidentKinds';
import { type ListedIncident, listedIncident } from '@invigil/contract/routes/incidents';
import { sql } from '@mikro-orm/core';
import type { EntityManager } from '@mikro-orm/postgresql';
import { z } from 'zod';
import { instantKey, readCursor, writeCursor } from '../db/cursor.ts';
import { allOf, instantOf } from '../db/fragments.ts';

const cursorForm = z.tuple([instantKey, z.uuid()]);
const incidentRow = z.object({
  id: z.string(),
  sitting_id: z.string(),
  candidate_name: z.string(),
  kind: z.string(),
  facts: z.unknown(),
  nature: z.string(),
  began_at: z.string(),
  ended_at: z.string().nullable(),
  reported_by: z.string(),
});

/** One page of what happened in a room, the last one first. */
export async function listIncidents(
  em: EntityManager,
  { roomId, sittingId }: { roomId: RoomId; sittingId?: SittingId | undefined },
  { cursor, limit }: { cursor?: string | undefined; limit: number },
): Promise<{ incidents: ListedIncident[]; nextCursor: string | null }> {
  const after = readCursor(cursor, cursorForm);
  const conditions = allOf([
    sittingId && sql`s.id = ${sittingId}`,
    after && sql`(i.began_at, i.id) < (${after[0]}::timestamptz, ${after[1]}::uuid)`,
  ]);
  const rows = await em.execute(sql`
    select i.id, i.sitting_id, a.name as candidate_name, i.kind, i.facts, i.nature, i.began_at, i.ended_at, i.reported_by
    from sitting s join incident i on i.sitting_id = s.id join account a on a.id = s.candidate_id
    where s.room_id = ${roomId} and ${conditions} order by i.began_at desc, i.id desc limit ${limit + 1}`);
  const found = z.array(incidentRow).parse(rows);
  const shown = found.slice(0, limit);
  const last = found.length > limit ? shown.at(-1) : undefined;
  return { incidents: shown.map(asListed), nextCursor: last ? writeCursor([last.began_at, last.id]) : null };
}

function asListed(row: z.output<typeof incidentRow>): ListedIncident {
  return listedIncident.parse({
    incidentId: row.id,
    sittingId: row.sitting_id,
    candidateName: row.candidate_name,
    ...incidentFacts.parse({ kind: row.kind, facts: row.facts }),
    nature: row.nature,
    beganAt: instantOf(row.began_at),
    endedAt: row.ended_at === null ? null : instantOf(row.ended_at),
    reportedBy: row.reported_by,
  });
}
