import type { Look } from '@invigil/contract/apiControl';
import { type RoomId, roomId, type SittingId, sittingId } from '@invigil/contract/ids';
import { sql } from '@mikro-orm/core';
import type { EntityManager } from '@mikro-orm/postgresql';
import { z } from 'zod';

const changedRow = z.object({ room_id: roomId, sitting_id: sittingId });

/**
 * Writes looks down, never beyond `now`; of one that is known only the end moves, and only on. Those at sittings outside of
 * their room, and of people who watch nobody, are left out.
 * @returns the sittings that were looked at, by room.
 */
export async function recordLooks(
  em: EntityManager,
  looks: readonly Look[],
  now: Date,
): Promise<Map<RoomId, SittingId[]>> {
  const rows = [...longestOfEach(looks).values()].map(({ beganAt, endedAt, ...look }) => {
    const began = Math.min(beganAt, now.getTime());
    const ended = Math.min(Math.max(endedAt, began), now.getTime());
    return { ...look, beganAt: new Date(began), endedAt: new Date(ended) };
  });
  const changed = await em.execute(sql`
    with seen as (
      select seen.*, s.room_id as room from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
          as seen ("lookId" uuid, "roomId" uuid, "sittingId" uuid, "personId" uuid, "beganAt" timestamptz, "endedAt" timestamptz)
        join sitting s on s.id = "sittingId" and s.room_id = "roomId"
        join account a on a.id = "personId" and a.role in ('proctor', 'admin')
    ), written as (
      insert into look (id, sitting_id, by_id, began_at, ended_at)
      select "lookId", "sittingId", "personId", "beganAt", "endedAt" from seen
      on conflict (id) do update set ended_at = excluded.ended_at
        where look.sitting_id = excluded.sitting_id and look.by_id = excluded.by_id and look.ended_at < excluded.ended_at
      returning sitting_id
    )
    select distinct written.sitting_id, seen.room as room_id from written join seen on seen."sittingId" = written.sitting_id`);
  const byRoom = Map.groupBy(z.array(changedRow).parse(changed), (row) => row.room_id);
  return new Map(Array.from(byRoom, ([room, rows]) => [room, rows.map((row) => row.sitting_id)]));
}

/** One statement can change a row only once. */
function longestOfEach(looks: readonly Look[]): Map<string, Look> {
  const byId = new Map<string, Look>();
  for (const look of looks) {
    const known = byId.get(look.lookId);
    if (!known || known.endedAt < look.endedAt) byId.set(look.lookId, look);
  }
  return byId;
}
