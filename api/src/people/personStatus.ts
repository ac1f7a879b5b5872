import type { PersonStatus } from '@invigil/contract/routes/admin/person';
import { type RawQueryFragment, sql } from '@mikro-orm/core';
import { lastOfEachDevice } from '../devices/deviceStanding.ts';

/** An exam so near counts for whether somebody is at risk; in milliseconds. */
const nearMs = 7 * 24 * 60 * 60 * 1000;

/**
 * Every account as `a`, beside it the last invitation `i`, the exams to come `n`, the standing `st` and the risks `r`. Each is
 * looked up by an index for the accounts that are read, so that a page costs as much in a list of any length.
 */
export function peopleAt(now: Date): RawQueryFragment {
  const near = new Date(now.getTime() + nearMs);
  return sql`
    account a
    left join lateral (
      select i.id, i.state, i.sent_at, i.expires_at, i.ended_at from invitation i
      where i.account_id = a.id order by i.sent_at desc, i.id desc limit 1
    ) i on true
    left join lateral (
      select l.passed and l.valid_until > ${now} as valid, l.valid_until from ${lastOfEachDevice(sql`a.id`)} l
      order by valid desc, l.valid_until desc limit 1
    ) d on true
    left join lateral (
      select min(e.opens_at) as opens_at, bool_or(e.opens_at <= ${near}) as near,
        bool_or(e.opens_at <= ${near} and e.technical_test_required) as test_needed
      from sitting s join exam e on e.id = s.exam_id
      where s.candidate_id = a.id and e.kind = 'exam' and e.state = 'published' and e.closes_at > ${now}
        and s.state not in ('submitted', 'timedOut', 'terminated', 'noShow')
    ) n on true
    left join deletion_request q on q.account_id = a.id and q.answered_at is null
    cross join lateral (
      select case
        when a.state = 'suspended' then 'suspended'
        when a.state = 'active' and d.valid then 'validated'
        when a.state = 'active' then 'active'
        when i.state = 'sent' and i.expires_at > ${now} then 'invited'
        when i.state = 'sent' then 'codeExpired'
        else 'new'
      end as standing
    ) st
    cross join lateral (
      select case when n.near and st.standing <> 'suspended' then array_remove(array[
        case when st.standing in ('new', 'invited') then 'notActivated' end,
        case when st.standing = 'codeExpired' then 'codeExpired' end,
        case when st.standing = 'active' then 'deviceNotValidated' end,
        case when st.standing = 'validated' and d.valid_until <= n.opens_at then 'deviceExpires' end,
        case when n.test_needed and not exists (
          select from sitting t join exam te on te.id = t.exam_id
          where t.candidate_id = a.id and te.kind = 'technicalTest' and t.state = 'submitted'
        ) then 'technicalTestMissing' end
      ], null) else '{}' end as risks
    ) r`;
}

/** Whoever has one of these standings, or any risk when `atRisk` is among them. Needs `st` and `r`. */
export function hasStatus(statuses: readonly PersonStatus[]): RawQueryFragment {
  const standings = statuses.filter((status) => status !== 'atRisk');
  const standing = standings.length > 0 ? sql`st.standing in (${standings})` : sql`false`;
  return statuses.includes('atRisk') ? sql`(${standing} or cardinality(r.risks) > 0)` : standing;
}
