import { personId, sittingId } from '@invigil/contract/ids';
import { sql } from '@mikro-orm/core';
import { z } from 'zod';
import { findWatchedRoom } from '../conversations/roomSitting.ts';
import { allOf, instantOf } from '../db/fragments.ts';
import type { Handlers } from '../http/handlers.ts';

/** As many as one reply holds: a day of a room. */
const mostLooks = 2_000;
const lookRow = z.object({
  sitting_id: sittingId,
  by_id: personId,
  name: z.string(),
  began_at: z.string(),
  seconds: z.int(),
});

export const lookHandlers: Pick<Handlers, 'coverage'> = {
  async coverage({ em, session: { account }, params: { roomId }, query, now }) {
    await findWatchedRoom(em, account, roomId);
    const which = allOf([
      sql`s.room_id = ${roomId}`,
      query.sittingId === undefined ? undefined : sql`s.id = ${query.sittingId}`,
    ]);
    const rows = await em.execute(sql`
      select l.sitting_id, l.by_id, a.name, l.began_at, round(extract(epoch from l.ended_at - l.began_at))::int as seconds
      from sitting s join look l on l.sitting_id = s.id join account a on a.id = l.by_id
      where ${which} order by l.began_at desc, l.id desc limit ${mostLooks}`);
    return {
      serverTime: now.toISOString(),
      looks: z
        .array(lookRow)
        .parse(rows)
        .map((row) => ({
          sittingId: row.sitting_id,
          personId: row.by_id,
          byName: row.name,
          beganAt: instantOf(row.began_at),
          seconds: row.seconds,
        })),
    };
  },
};
