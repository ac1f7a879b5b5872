import type { RoomId, SittingId } from '@invigil/contract/ids';
import { askedView, interventionKind } from '@invigil/contract/interventions';
import { type ProctoredSitting, pausedBy, proctoredSitting } from '@invigil/contract/proctoredSitting';
import { sittingState } from '@invigil/contract/sittingStates';
import type { EntityManager } from '@mikro-orm/postgresql';
import { z } from 'zod';
import { PreparedStatement } from '../db/preparedStatement.ts';

const ms = z.int().min(0);
const row = z.object({
  id: z.string(),
  state: sittingState,
  deadline: ms.nullable(),
  extra_minutes: z.int(),
  credited_seconds: z.int(),
  paused_by: pausedBy.nullable(),
  admitted_at: ms.nullable(),
  late_entry_allowed: z.boolean(),
  proctor_id: z.string().nullable(),
  hand: z.object({ handId: z.string(), raisedAt: ms }).nullable(),
  unread: z.object({ count: z.int(), since: ms.nullable() }),
  last: z
    .object({ interventionId: z.string(), kind: interventionKind, byId: z.string(), at: ms, undoneAt: ms.nullable() })
    .nullable(),
  paused: z.string().nullable(),
  terminated: z.string().nullable(),
  views: z.array(z.object({ interventionId: z.string(), view: askedView, at: ms, answeredAt: ms.nullable() })),
  snoozed: z.object({ interventionId: z.string(), until: ms }).nullable(),
  looked: z.object({ byId: z.string(), at: ms, seconds: z.number() }).nullable(),
  questions: z.int(),
  answered: z.int(),
  words: z.int(),
});

/** An instant as milliseconds. */
const asMs = (column: string) => `(extract(epoch from ${column}) * 1000)::float8`;

/** What proctors did, as `i`; only the last of each lasting kind can be in force. */
const interventions = `
  select
    (array_agg(json_build_object('interventionId', i.id, 'kind', i.kind, 'byId', i.by_id, 'at', ${asMs('i.at')},
      'undoneAt', ${asMs('i.undone_at')}) order by i.at desc, i.id desc))[1] as last,
    (array_agg(i.id order by i.at desc) filter (where i.kind = 'paused' and i.undone_at is null))[1] as paused,
    (array_agg(i.id order by i.at desc) filter (where i.kind = 'terminated' and i.undone_at is null))[1] as terminated,
    to_json((array_agg(json_build_object('interventionId', i.id, 'view', i.facts->>'view', 'at', ${asMs('i.at')},
      'answeredAt', ${asMs('i.answered_at')}) order by i.at desc)
      filter (where i.kind = 'viewRequested' and i.undone_at is null))[1:10]) as views
  from intervention i where i.sitting_id = s.id`;

/**
 * How much is answered. Words are counted without looking at each letter, for all of a room are read at once: what stands
 * between spaces and is not punctuation alone.
 */
const punctuation = `';:!?.,()"«»–—…'`;
const words = `cardinality(array_remove(string_to_array(
  translate(a.text, E'\\n\\t\\u00a0\\u202f' || ${punctuation}, '    '), ' '), ''))`;
const work = `
  select coalesce(sum(given.words), 0)::int as words, count(distinct given.question_id)::int as answered from (
    select a.question_id, ${words} as words from answer a
      where a.sitting_id = s.id and a.content->>'kind' <> 'file'
        and (btrim(a.text) <> '' or a.content->'choiceIds' <> '[]')
    union all
    select f.question_id, 0 from answer_file f where f.sitting_id = s.id and f.removed_at is null) given`;

const deadline = `sitting_deadline(s.started_at, e.duration_minutes, e.closes_at, s.extra_minutes, s.credited_seconds,
  s.granted_seconds, e.fault_credit_minutes, s.paused_at, s.paused_by, $2)`;
const snoozedUntil = `i.at + make_interval(mins => (i.facts->>'minutes')::int)`;

const reading = (which: string) => `
  select s.id, s.state, s.extra_minutes, s.credited_seconds + s.granted_seconds as credited_seconds, s.paused_by,
    ${asMs(deadline)} as deadline, ${asMs('s.admitted_at')} as admitted_at, s.late_entry_allowed, s.proctor_id,
    hand.hand, unread.unread, did.last, coalesce(did.views, '[]') as views,
    case when s.paused_by = 'proctor' then did.paused end as paused,
    case when s.state = 'terminated' then did.terminated end as terminated,
    snoozed.snoozed, looked.looked, greatest(1, jsonb_array_length(e.questions)) as questions, work.answered, work.words
  from sitting s join exam e on e.id = s.exam_id
    left join lateral (
      select json_build_object('handId', h.id, 'raisedAt', ${asMs('h.raised_at')}) as hand
      from hand h where h.sitting_id = s.id and h.ended_at is null and s.state not in ('submitted', 'timedOut')) hand on true
    left join lateral (
      select json_build_object('count', count(*), 'since', ${asMs('min(m.at)')}) as unread
      from message m where m.sitting_id = s.id and m.by_id is null and m.read_at is null) unread on true
    left join lateral (${interventions}) did on true
    left join lateral (
      select json_build_object('interventionId', i.id, 'until', ${asMs(snoozedUntil)}) as snoozed
      from intervention i where i.sitting_id = s.id and i.kind = 'snoozed' and i.undone_at is null and ${snoozedUntil} > $2
      order by ${snoozedUntil} desc limit 1) snoozed on true
    left join lateral (
      select json_build_object('byId', (array_agg(l.by_id order by l.ended_at desc))[1], 'at', ${asMs('max(l.ended_at)')},
        'seconds', extract(epoch from sum(l.ended_at - l.began_at))::float8) as looked
      from look l where l.sitting_id = s.id having count(*) > 0) looked on true
    left join lateral (${work}) work on true
  where ${which}`;
const readRoom = new PreparedStatement('proctoredRoom', reading('s.room_id = $1'));
const readThese = new PreparedStatement('proctoredSittings', reading('s.id = any ($1::uuid[])'));

/**
 * What the api knows of sittings for their proctors at `now`, in one statement whatever their number; those of a room, or
 * these, in no order. Unknown ones are left out. It sees only what is committed, also inside a transaction of `em`.
 */
export async function readProctoredSittings(
  em: EntityManager,
  of: { roomId: RoomId } | { sittingIds: readonly SittingId[] },
  now: Date,
): Promise<ProctoredSitting[]> {
  if ('sittingIds' in of && of.sittingIds.length === 0) return [];
  const rows =
    'roomId' in of ? await readRoom.rows(em, [of.roomId, now]) : await readThese.rows(em, [[...of.sittingIds], now]);
  return z
    .array(row)
    .parse(rows)
    .map((read) => asProctored(read, now));
}

function asProctored(read: z.output<typeof row>, now: Date): ProctoredSitting {
  const { count, since } = read.unread;
  return proctoredSitting.parse({
    sittingId: read.id,
    version: now.getTime(),
    state: read.state,
    deadline: read.deadline,
    extraMinutes: read.extra_minutes,
    creditedSeconds: read.credited_seconds,
    pausedBy: read.paused_by,
    admittedAt: read.admitted_at,
    lateEntryAllowed: read.late_entry_allowed,
    proctorId: read.proctor_id,
    hand: read.hand,
    unread: since === null ? null : { count, since },
    lastIntervention: read.last,
    inForce: { paused: read.paused, terminated: read.terminated },
    views: read.views,
    snoozed: read.snoozed,
    progress: { answered: Math.min(read.answered, read.questions), questions: read.questions, words: read.words },
    looked: read.looked && { ...read.looked, seconds: Math.round(read.looked.seconds) },
  });
}
