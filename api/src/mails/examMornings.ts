import { sql } from '@mikro-orm/core';
import type { EntityManager } from '@mikro-orm/postgresql';
import { z } from 'zod';
import type { Orm } from '../db/orm.ts';

const hourMs = 60 * 60 * 1000;
/** The hour of the person's own clock at which the morning of an exam begins. */
const morningHour = 7;
/** An exam early in the morning is reminded of so long before it opens, whatever the hour. */
const shortestNoticeMs = 3 * hourMs;

/** Exams that open soon, once for each time zone their candidates are in. */
const soon = z.array(z.object({ exam_id: z.uuid(), opens_at: z.string(), time_zone: z.string() }));

/**
 * Queues a reminder for each candidate whose exam opens today, once in the morning of their own time zone. An exam that is
 * moved to another day is reminded of again. Several processes may do this at once.
 * @param timeZone of who has told none.
 */
export async function queueExamMornings(orm: Orm, { now, timeZone }: { now: Date; timeZone: string }): Promise<void> {
  const em = orm.em.fork();
  const tomorrow = new Date(now.getTime() + 24 * hourMs);
  const rows = await em.execute(sql`
    select distinct e.id as exam_id, e.opens_at, coalesce(a.time_zone, ${timeZone}) as time_zone
    from exam e join sitting s on s.exam_id = e.id join account a on a.id = s.candidate_id
    where e.state = 'published' and e.kind = 'exam' and e.opens_at > ${now} and e.opens_at <= ${tomorrow}
      and s.state = 'scheduled' and a.state = 'active'
      and not exists (select from mail m where m.idempotency_key = ${keyOf})`);
  for (const row of soon.parse(rows)) {
    const opensAt = new Date(row.opens_at);
    if (now < morningOf(opensAt, row.time_zone)) continue;
    await queueFor(em, { ...row, now, opensAt, timeZone });
  }
}

/** One mail for each sitting and day. */
const keyOf = sql`'examMorning ' || s.id || ' ' || to_char(e.opens_at at time zone 'utc', 'YYYY-MM-DD')`;

async function queueFor(
  em: EntityManager,
  given: { exam_id: string; time_zone: string; opensAt: Date; now: Date; timeZone: string },
): Promise<void> {
  const { exam_id, time_zone, opensAt, now, timeZone } = given;
  await em.execute(sql`
    insert into mail
      (id, kind, account_id, recipient, language, payload, idempotency_key, created_at, attempts, next_attempt_at)
    select gen_random_uuid(), 'examMorning', a.id, a.email, a.language,
      jsonb_build_object('name', a.name, 'timeZone', coalesce(a.time_zone, ${timeZone}), 'examTitle', e.title,
        'opensAt', ${opensAt.toISOString()}::text),
      ${keyOf}, ${now}, 0, ${now}
    from exam e join sitting s on s.exam_id = e.id join account a on a.id = s.candidate_id
    where e.id = ${exam_id} and e.state = 'published' and e.opens_at = ${opensAt} and s.state = 'scheduled'
      and a.state = 'active' and coalesce(a.time_zone, ${timeZone}) = ${time_zone}
    on conflict (idempotency_key) do nothing`);
}

/** When the morning of the day begins on which it opens there; earlier for an exam that opens early. */
export function morningOf(opensAt: Date, timeZone: string): Date {
  const hours = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', timeZone });
  const [hour = 0, minute = 0] = hours.format(opensAt).split(':').map(Number);
  const sinceMorningMs = ((hour - morningHour) * 60 + minute) * 60_000;
  // On the two days a year on which clocks change at night this is an hour off at most, and never after the exam.
  return new Date(opensAt.getTime() - Math.max(sinceMorningMs, shortestNoticeMs));
}
