import type { RoomId } from '@invigil/contract/ids';
import { sql } from '@mikro-orm/core';
import type { EntityManager } from '@mikro-orm/postgresql';
import { z } from 'zod';
import type { Exam } from '../exams/exam.ts';

const answer = z.array(z.object({ closing: z.coerce.date().nullable() }));

/**
 * Until when a room is to be watched: until the exam is closed for all of its sittings, and for as long as whoever writes
 * may still do so with all that faults can give back, for a pause at the end moves a deadline after the proctor has joined.
 * A proctor's pause gives back as much as it lasts: who comes again is told the new end.
 */
export async function roomClosing(
  em: EntityManager,
  { id, exam }: { id: RoomId; exam: Exam },
  now: Date,
): Promise<Date> {
  const rows = await em.execute(sql`
    select max(e.closes_at + make_interval(mins => s.extra_minutes, secs => case
      when s.state in ('writing', 'paused', 'terminated') and s.frozen_at is null
      then greatest(s.credited_seconds, e.fault_credit_minutes * 60) + s.granted_seconds
        + case when s.paused_by = 'proctor' then ceil(extract(epoch from ${now} - s.paused_at)) else 0 end
      else 0 end)) as closing
    from sitting s join exam e on e.id = s.exam_id where s.room_id = ${id}`);
  return answer.parse(rows)[0]?.closing ?? exam.closesAt;
}
