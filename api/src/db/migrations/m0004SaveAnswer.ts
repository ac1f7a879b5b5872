/**
 * The save of an answer as one statement, because 2,000 candidates make it every two seconds: it settles who may write, until
 * when and from which revision under the lock of the sitting, and writes the answer with the minute's history.
 */
export const saveAnswerSql = `
-- The same as the deadline of api/src/sittings/sitting.ts, also while a pause goes on.
create function sitting_deadline(
  started_at timestamptz, duration_minutes int, closes_at timestamptz, extra_minutes int, credited_seconds int,
  fault_credit_minutes int, paused_at timestamptz, now_is timestamptz
) returns timestamptz language sql stable as $$
  select least(started_at + make_interval(mins => duration_minutes), closes_at)
    + make_interval(mins => extra_minutes, secs => credited_seconds + case when paused_at is null then 0
      else least(ceil(extract(epoch from greatest(now_is - paused_at, interval '0'))),
        greatest(0, fault_credit_minutes * 60 - credited_seconds)) end)
$$;

-- Outcomes: saved, late, conflict, elsewhere, over, notStarted, notFound, unfit. A text that is not taken stays as a revision.
-- Who may not wait for the lock of the sitting, because others are saved in the same transaction, is told busy, also when
-- there is no such sitting.
create function save_answer(
  by_candidate uuid, of_sitting uuid, to_question uuid, from_page uuid, this_save uuid, from_revision int,
  given jsonb, letters text, now_is timestamptz, typed_ago interval,
  -- How long the page may take to hand in, how long anything takes to arrive, and how long what is late is taken.
  grace interval, transit interval, longest_late interval, most_kept int, may_wait boolean,
  out outcome text, out at_revision int, out at_time timestamptz, out current_content jsonb
) language plpgsql as $$
declare
  sat record;
  had record;
  ended_at timestamptz;
  typed_at timestamptz := now_is - typed_ago;
begin
  if not may_wait then
    perform from sitting s where s.id = of_sitting for no key update skip locked;
    if not found then
      outcome := 'busy';
      return;
    end if;
  end if;
  select s.state, s.writing_page_id, s.last_seen_at, s.started_at, s.submitted_at, s.frozen_at,
      s.state in ('submitted', 'timedOut', 'terminated', 'noShow') or s.frozen_at is not null as ended,
      sitting_deadline(s.started_at, e.duration_minutes, e.closes_at, s.extra_minutes, s.credited_seconds,
        e.fault_credit_minutes, s.paused_at, now_is) as deadline,
      case when e.questions <> '[]' then
        jsonb_path_query_first(e.questions, '$[*] ? (@.questionId == $id)', jsonb_build_object('id', to_question))
      when e.id = to_question then '{"kind": "text"}' end as question
    into sat from sitting s join exam e on e.id = s.exam_id
    where s.id = of_sitting and s.candidate_id = by_candidate and e.state <> 'draft' for no key update of s;
  if not found or sat.question is null then
    outcome := 'notFound';
    return;
  end if;
  if not (sat.question->>'kind' = given->>'kind' and case given->>'kind'
    when 'choice' then ((sat.question->>'several')::boolean or jsonb_array_length(given->'choiceIds') < 2) and not exists (
      select from jsonb_array_elements(given->'choiceIds') chosen
      where not sat.question->'choices' @> jsonb_build_array(jsonb_build_object('choiceId', chosen)))
    when 'file' then not exists (
      select from jsonb_array_elements_text(given->'fileIds') f (file_id) where not exists (
        select from answer_file a where a.id = f.file_id::uuid and a.sitting_id = of_sitting
          and a.question_id = to_question and a.removed_at is null))
    else true end) then
    outcome := 'unfit';
    return;
  end if;
  if sat.started_at is null then
    outcome := case when sat.ended then 'over' else 'notStarted' end;
    return;
  end if;

  select a.revision, a.saved_at, a.save_id into had from answer a
    where a.sitting_id = of_sitting and a.question_id = to_question;
  at_revision := coalesce(had.revision, 0);
  at_time := had.saved_at;
  if had.save_id = this_save then
    outcome := 'saved';
    return;
  end if;

  ended_at := least(sat.deadline, coalesce(sat.submitted_at, sat.frozen_at));
  if sat.ended or now_is >= sat.deadline + grace or typed_at >= ended_at + transit then
    perform from answer a where a.sitting_id = of_sitting and a.question_id = to_question and a.content = given;
    if found then
      outcome := 'saved';
      return;
    end if;
    select r.saved_at, r.revision, r.reason into had from answer_revision r
      where r.sitting_id = of_sitting and r.question_id = to_question and r.save_id = this_save;
    if found and had.reason <> 'overwritten' then
      outcome := case had.reason when 'late' then 'late' else 'saved' end;
      at_revision := had.revision;
      at_time := had.saved_at;
      return;
    end if;
    outcome := 'over';
    if typed_at >= ended_at + transit or now_is >= ended_at + longest_late then
      return;
    end if;
    insert into answer_revision (id, sitting_id, question_id, reason, revision, content, text, saved_at, save_id)
      select gen_random_uuid(), of_sitting, to_question, 'late', at_revision, given, letters, now_is, this_save
      where kept_revisions(of_sitting, to_question) < most_kept
      on conflict (sitting_id, question_id, save_id) do update set reason = 'late', saved_at = now_is;
    if found then
      outcome := 'late';
      at_time := now_is;
    end if;
    return;
  end if;

  if sat.writing_page_id is distinct from from_page then
    outcome := 'elsewhere';
  elsif at_revision <> from_revision then
    select a.content into current_content from answer a where a.sitting_id = of_sitting and a.question_id = to_question;
    if current_content = given then
      outcome := 'saved';
      return;
    end if;
    outcome := 'conflict';
    insert into answer_revision (id, sitting_id, question_id, reason, revision, content, text, saved_at, save_id)
      select gen_random_uuid(), a.sitting_id, a.question_id, 'overwritten', a.revision, a.content, a.text, a.saved_at, a.save_id
      from answer a where a.sitting_id = of_sitting and a.question_id = to_question on conflict do nothing;
  end if;
  if outcome is not null then
    insert into answer_revision (id, sitting_id, question_id, reason, revision, content, text, saved_at, save_id)
      select gen_random_uuid(), of_sitting, to_question, 'overwritten', from_revision, given, letters, now_is, this_save
      where kept_revisions(of_sitting, to_question) < most_kept on conflict do nothing;
    return;
  end if;

  if had.revision is null then
    insert into answer (sitting_id, question_id, revision, content, text, saved_at, save_id)
      values (of_sitting, to_question, 1, given, letters, now_is, this_save);
  else
    -- The last of a minute stays as it was when the first of another one comes.
    if date_trunc('minute', had.saved_at) <> date_trunc('minute', now_is) then
      insert into answer_revision (id, sitting_id, question_id, reason, revision, content, text, saved_at, minute, save_id)
        select gen_random_uuid(), a.sitting_id, a.question_id, 'minute', a.revision, a.content, a.text, a.saved_at,
          date_trunc('minute', a.saved_at), a.save_id
        from answer a where a.sitting_id = of_sitting and a.question_id = to_question on conflict do nothing;
    end if;
    update answer a set revision = a.revision + 1, content = given, text = letters, saved_at = now_is, save_id = this_save
      where a.sitting_id = of_sitting and a.question_id = to_question;
  end if;
  -- A save is a sign of life, but it ends no absence: that is told and credited by who looks for one.
  if sat.last_seen_at between now_is - interval '15 s' and now_is - interval '5 s' then
    update sitting s set last_seen_at = now_is where s.id = of_sitting;
  end if;
  outcome := 'saved';
  at_revision := at_revision + 1;
  at_time := now_is;
end $$;

-- Of what was not taken, or came late: a page that has gone wild must not fill the disk.
create function kept_revisions(of_sitting uuid, to_question uuid) returns bigint language sql stable as $$
  select count(*) from answer_revision r
  where r.sitting_id = of_sitting and r.question_id = to_question and r.reason <> 'minute'
$$;

-- What was there when another page took the writing over stays as it was.
create function keep_answers() returns trigger language plpgsql as $$
begin
  insert into answer_revision (id, sitting_id, question_id, reason, revision, content, text, saved_at, save_id)
    select gen_random_uuid(), a.sitting_id, a.question_id, 'overwritten', a.revision, a.content, a.text, a.saved_at, a.save_id
    from answer a where a.sitting_id = new.id and kept_revisions(new.id, a.question_id) < 500 on conflict do nothing;
  return null;
end $$;
create trigger sitting_taken_over_keeps_answers after update of writing_page_id on sitting for each row
  when (old.writing_page_id is not null and old.writing_page_id is distinct from new.writing_page_id)
  execute function keep_answers();
`;

export const dropSaveAnswerSql = `
drop trigger sitting_taken_over_keeps_answers on sitting;
drop function keep_answers, save_answer, kept_revisions, sitting_deadline;
`;
