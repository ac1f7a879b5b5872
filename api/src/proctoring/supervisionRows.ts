import { personId, roomId } from '@invigil/contract/ids';
import { sittingState } from '@invigil/contract/sittingStates';
import { sql } from '@mikro-orm/core';
import type { EntityManager } from '@mikro-orm/postgresql';
import { z } from 'zod';

const nullableInstant = z.string().nullable();
const roomRow = z.object({
  id: roomId,
  name: z.string(),
  title: z.string(),
  opens_at: z.string(),
  closes_at: z.string(),
  hands: z.int(),
  oldest_hand_at: nullableInstant,
  unread: z.int(),
  oldest_unread_at: nullableInstant,
  overlooked: z.int(),
  technical: z.int(),
  conduct: z.int(),
});
export type RoomRow = z.output<typeof roomRow>;

/**
 * The rooms of published exams that are open at `now` or open within a day, with what waits in each, in one statement
 * whatever their number. A room is open for as long as somebody writes in it.
 */
export async function readRooms(em: EntityManager, now: Date): Promise<RoomRow[]> {
  const rows = await em.execute(sql`
    with watched as (
      select r.id, r.name, e.title, e.opens_at, e.closes_at, e.look_minutes from room r join exam e on e.id = r.exam_id
      where e.state = 'published' and e.opens_at <= ${now}::timestamptz + interval '1 day'
        and (e.closes_at + make_interval(mins => coalesce(
            (select max(s.extra_minutes) from sitting s where s.room_id = r.id), 0)) > ${now}::timestamptz
          or exists (select from sitting s where s.room_id = r.id and s.state in ('writing', 'paused')))
    ), hands as (
      select s.room_id, count(*)::int as count, min(h.raised_at) as oldest
      from watched w join sitting s on s.room_id = w.id join hand h on h.sitting_id = s.id
      where h.ended_at is null and s.state not in ('submitted', 'timedOut') group by s.room_id
    ), unread as (
      select s.room_id, count(*)::int as count, min(m.at) as oldest
      from watched w join sitting s on s.room_id = w.id join message m on m.sitting_id = s.id
      where m.by_id is null and m.read_at is null group by s.room_id
    ), overlooked as (
      select s.room_id, count(*)::int as count from watched w join sitting s on s.room_id = w.id
      where s.state = 'writing' and greatest(s.started_at,
          (select max(l.ended_at) from look l where l.sitting_id = s.id)) + make_interval(mins => w.look_minutes) < ${now}
      group by s.room_id
    ), incidents as (
      select s.room_id, count(*) filter (where i.nature = 'technical')::int as technical,
        count(*) filter (where i.nature = 'conduct')::int as conduct
      from watched w join sitting s on s.room_id = w.id join incident i on i.sitting_id = s.id group by s.room_id
    )
    select w.id, w.name, w.title, w.opens_at, w.closes_at, coalesce(h.count, 0) as hands, h.oldest as oldest_hand_at,
      coalesce(u.count, 0) as unread, u.oldest as oldest_unread_at, coalesce(o.count, 0) as overlooked,
      coalesce(i.technical, 0) as technical, coalesce(i.conduct, 0) as conduct
    from watched w left join hands h on h.room_id = w.id left join unread u on u.room_id = w.id
      left join overlooked o on o.room_id = w.id left join incidents i on i.room_id = w.id
    order by w.opens_at, w.title, w.name, w.id`);
  return z.array(roomRow).parse(rows);
}

const stateRow = z.object({ room_id: roomId, state: sittingState, count: z.int() });
export type StateRow = z.output<typeof stateRow>;

/** How many sittings of these rooms are in each state. */
export async function readStates(em: EntityManager, rooms: readonly string[]): Promise<StateRow[]> {
  if (rooms.length === 0) return [];
  const rows = await em.execute(sql`
    select room_id, state, count(*)::int as count from sitting where room_id in (${[...rooms]}) group by room_id, state`);
  return z.array(stateRow).parse(rows);
}

const memberRow = z.object({ room_id: roomId, person_id: personId, name: z.string(), candidates: z.int() });
export type MemberRow = z.output<typeof memberRow>;

/** The teams of these rooms by name, and how many candidates who are not done each of them looks after. */
export async function readTeams(em: EntityManager, rooms: readonly string[]): Promise<MemberRow[]> {
  if (rooms.length === 0) return [];
  const rows = await em.execute(sql`
    select t.room_id, a.id as person_id, a.name, coalesce(c.count, 0) as candidates
    from room_proctor t join account a on a.id = t.proctor_id
      left join (
        select room_id, proctor_id, count(*)::int as count from sitting
        where room_id in (${[...rooms]}) and proctor_id is not null
          and state not in ('submitted', 'timedOut', 'terminated', 'noShow')
        group by room_id, proctor_id) c on c.room_id = t.room_id and c.proctor_id = t.proctor_id
    where t.room_id in (${[...rooms]}) order by fold(a.name), a.id`);
  return z.array(memberRow).parse(rows);
}
