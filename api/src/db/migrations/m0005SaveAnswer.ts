import { saveAnswerSql } from './m0004SaveAnswer.ts';

const oldDeadline = 'timestamptz, int, timestamptz, int, int, int, timestamptz, timestamptz';
const newDeadline = 'timestamptz, int, timestamptz, int, int, int, int, timestamptz, text, timestamptz';

/** The function as 0004 made it, from its head to its end. */
function asBefore(name: 'sitting_deadline' | 'save_answer'): string {
  const [, body] = saveAnswerSql.split(`create function ${name}(`);
  const end = body?.indexOf('$$;') ?? -1;
  if (body === undefined || end < 0) throw new Error(`0004 makes no ${name}`);
  return `create function ${name}(${body.slice(0, end)}$$;`;
}

/** With some lines changed, each of which must be there. */
function withChanges(sql: string, changes: readonly (readonly [from: string, to: string])[]): string {
  return changes.reduce((all, [from, to]) => {
    if (!all.includes(from)) throw new Error(`nothing to change: ${from}`);
    return all.replace(from, () => to);
  }, sql);
}

/** Counts what proctors give back, knows when a sitting was terminated, and takes nothing typed while a proctor pauses. */
const saveAnswer = withChanges(asBefore('save_answer'), [
  [
    'select s.state, s.writing_page_id',
    "select case when s.paused_by = 'proctor' then s.paused_at end as held_at, s.state, s.writing_page_id",
  ],
  ['s.submitted_at, s.frozen_at,', 'coalesce(s.submitted_at, s.terminated_at) as submitted_at, s.frozen_at,'],
  [
    's.extra_minutes, s.credited_seconds,\n        e.fault_credit_minutes, s.paused_at, now_is)',
    's.extra_minutes, s.credited_seconds,\n        s.granted_seconds, e.fault_credit_minutes, s.paused_at, s.paused_by, now_is)',
  ],
  [
    "  if sat.writing_page_id is distinct from from_page then\n    outcome := 'elsewhere';",
    `  if typed_at > sat.held_at + transit then
    outcome := 'paused';
    return;
  end if;
  if sat.writing_page_id is distinct from from_page then
    outcome := 'elsewhere';`,
  ],
]);

/** The functions of 0004, which know of proctors now. */
export const saveAnswerWithProctorsSql = `
drop function sitting_deadline(${oldDeadline});
-- The same as the deadline of api/src/sittings/sitting.ts, also while a pause goes on.
create function sitting_deadline(
  started_at timestamptz, duration_minutes int, closes_at timestamptz, extra_minutes int, credited_seconds int,
  granted_seconds int, fault_credit_minutes int, paused_at timestamptz, paused_by text, now_is timestamptz
) returns timestamptz language sql stable as $$
  select least(started_at + make_interval(mins => duration_minutes), closes_at)
    + make_interval(mins => extra_minutes, secs => credited_seconds + granted_seconds + case
      when paused_at is null then 0
      when paused_by = 'proctor' then ceil(extract(epoch from greatest(now_is - paused_at, interval '0')))
      else least(ceil(extract(epoch from greatest(now_is - paused_at, interval '0'))),
        greatest(0, fault_credit_minutes * 60 - credited_seconds)) end)
$$;
drop function save_answer;
${saveAnswer}
`;

export const saveAnswerWithoutProctorsSql = `
drop function save_answer;
drop function sitting_deadline(${newDeadline});
${asBefore('sitting_deadline')}
${asBefore('save_answer')}
`;
