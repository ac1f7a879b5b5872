import { Migration } from '@mikro-orm/migrations';
import { dropSaveAnswerSql, saveAnswerSql } from './m0004SaveAnswer.ts';

const exams = `
alter table exam
  add column questions jsonb not null default '[]',
  add column microphone_required boolean not null default false,
  add column fullscreen_required boolean not null default false,
  add column paste_policy text not null default 'recorded' check (paste_policy in ('allowed', 'recorded', 'refused')),
  -- Nobody starts later than this after the opening.
  add column late_entry_minutes int check (late_entry_minutes >= 0),
  -- The most time that faults give back to one candidate.
  add column fault_credit_minutes int not null default 30 check (fault_credit_minutes >= 0);
`;

const sittings = `
alter table sitting
  add column terms_accepted_at timestamptz(3),
  add column terms_version int,
  add column start_key uuid,
  -- The page that holds the writing, and when it was last heard of.
  add column writing_page_id uuid,
  add column last_seen_at timestamptz(3),
  add column credited_seconds int not null default 0 check (credited_seconds >= 0),
  add column paused_at timestamptz(3),
  add column submit_key uuid,
  add column submitted_by text check (submitted_by in ('candidate', 'timer')),
  -- When the copy was whole; from then on it never changes.
  add column frozen_at timestamptz(3),
  add column receipt_hash text,
  add check ((terms_accepted_at is null) = (terms_version is null));
-- Those that have to be looked after: to be ended when their time is over.
create index sitting_under_way_index on sitting (state, started_at) where state in ('lobby', 'writing', 'paused', 'submitting');
-- Those that have not begun, to be closed with their exam.
create index sitting_not_begun_index on sitting (exam_id) where state in ('scheduled', 'lobby');

create table interruption (
  id uuid primary key,
  sitting_id uuid not null references sitting (id) on delete cascade,
  reason text not null check (reason in ('capture', 'absence', 'server')),
  key uuid,
  sources jsonb,
  began_at timestamptz(3) not null,
  ended_at timestamptz(3),
  credited_seconds int not null check (credited_seconds >= 0),
  unique (sitting_id, key),
  check (ended_at >= began_at)
);
create index interruption_sitting_id_index on interruption (sitting_id, began_at);
create unique index interruption_open_index on interruption (sitting_id, reason) where ended_at is null;
`;

const answers = `
create table answer (
  sitting_id uuid not null references sitting (id) on delete cascade,
  question_id uuid not null,
  revision int not null check (revision > 0),
  content jsonb not null,
  text text not null,
  saved_at timestamptz(3) not null,
  save_id uuid not null,
  primary key (sitting_id, question_id)
);

create table answer_revision (
  id uuid primary key,
  sitting_id uuid not null references sitting (id) on delete cascade,
  question_id uuid not null,
  reason text not null check (reason in ('minute', 'overwritten', 'late')),
  revision int not null,
  content jsonb not null,
  text text not null,
  saved_at timestamptz(3) not null,
  minute timestamptz(3),
  save_id uuid,
  unique (sitting_id, question_id, minute),
  unique (sitting_id, question_id, save_id),
  check ((minute is not null) = (reason = 'minute'))
);

create table answer_file (
  id uuid primary key,
  sitting_id uuid not null references sitting (id) on delete cascade,
  question_id uuid not null,
  file_name text not null check (file_name <> ''),
  media_type text not null,
  byte_size int not null check (byte_size > 0),
  sha256 text not null,
  storage_key text not null unique,
  uploaded_at timestamptz(3) not null,
  removed_at timestamptz(3)
);
-- The same file twice is one file of an answer.
create unique index answer_file_once_index on answer_file (sitting_id, question_id, sha256) where removed_at is null;
`;

/** Every line of a copy becomes a paragraph of the one answer, whose question has the exam's id. */
const copies = `
insert into answer (sitting_id, question_id, revision, content, text, saved_at, save_id)
select c.sitting_id, s.exam_id, greatest(c.revision, 1), jsonb_build_object('kind', 'text', 'doc', jsonb_build_object(
    'type', 'doc', 'content', (
      select jsonb_agg(case when line = '' then '{"type": "paragraph"}'::jsonb else jsonb_build_object('type', 'paragraph',
        'content', jsonb_build_array(jsonb_build_object('type', 'text', 'text', line))) end order by number)
      from regexp_split_to_table(c.text, chr(10)) with ordinality as lines (line, number)))),
  c.text, c.saved_at, gen_random_uuid()
from copy c join sitting s on s.id = c.sitting_id;
update sitting set frozen_at = c.frozen_at, submitted_at = coalesce(submitted_at, c.frozen_at) from copy c
  where c.sitting_id = sitting.id;
drop table copy;
drop function tell_dashboard_of_copy;
`;

const incidents = `
create table incident (
  id uuid primary key,
  sitting_id uuid not null references sitting (id) on delete cascade,
  kind text not null,
  nature text not null check (nature in ('technical', 'conduct')),
  reported_by text not null check (reported_by in ('page', 'media', 'server')),
  began_at timestamptz(3) not null,
  ended_at timestamptz(3),
  facts jsonb not null,
  recorded_at timestamptz(3) not null,
  check (ended_at >= began_at)
);
create index incident_sitting_id_index on incident (sitting_id, began_at);

create table still (
  id uuid primary key,
  sitting_id uuid not null references sitting (id) on delete cascade,
  source text not null check (source in ('webcam', 'microphone', 'screen')),
  taken_at timestamptz(3) not null,
  byte_size int not null check (byte_size > 0),
  storage_key text not null unique,
  uploaded_at timestamptz(3) not null
);
create index still_sitting_id_index on still (sitting_id, taken_at);
`;

const devices = `
create table device_check (
  id uuid primary key,
  account_id uuid not null references account (id) on delete cascade,
  kind text not null check (kind in ('full', 'delta')),
  device_id uuid not null,
  began_at timestamptz(3) not null,
  finished_at timestamptz(3),
  text text not null default '',
  revision int not null default 0
);
create index device_check_account_id_index on device_check (account_id, began_at);

alter table device_validation
  add column check_id uuid unique references device_check (id) on delete set null,
  add column steps jsonb,
  add column device_id uuid,
  add column receipt text;
`;

const dashboards = `
drop trigger exam_changes_dashboards on exam;
create trigger exam_changes_dashboards after update of title, kind, state, opens_at, closes_at, duration_minutes,
  webcam_required, screen_required, microphone_required, technical_test_required, second_display, fullscreen_required,
  paste_policy, late_entry_minutes, fault_credit_minutes on exam
  for each row execute function tell_dashboards_of_exam();
drop trigger sitting_changes_dashboard on sitting;
create trigger sitting_changes_dashboard after insert or delete or update of candidate_id, exam_id, state,
  extra_minutes, submitted_at, frozen_at on sitting for each row execute function tell_dashboard_of_sitting();
`;

export class M0004ExamDay extends Migration {
  override up(): void {
    for (const sql of [exams, sittings, answers, saveAnswerSql, copies, incidents, devices, dashboards])
      this.addSql(sql);
  }

  /** An answer without letters, or to a question of a list, has no place in a copy of one text. */
  override down(): void {
    this.addSql(dropSaveAnswerSql);
    this.addSql(`
      create table copy (
        sitting_id uuid primary key references sitting (id),
        text text not null,
        revision int not null,
        saved_at timestamptz(3) not null,
        frozen_at timestamptz(3)
      );
      insert into copy select a.sitting_id, a.text, a.revision, a.saved_at, s.frozen_at
        from answer a join sitting s on s.id = a.sitting_id and s.exam_id = a.question_id;
      create function tell_dashboard_of_copy() returns trigger language plpgsql as $$
      begin
        perform pg_notify('dashboard_change', candidate_id::text) from sitting where id = new.sitting_id;
        return null;
      end $$;
      create trigger copy_changes_dashboard after insert or update of frozen_at on copy
        for each row execute function tell_dashboard_of_copy();
      drop trigger exam_changes_dashboards on exam;
      create trigger exam_changes_dashboards after update of title, kind, state, opens_at, closes_at, duration_minutes,
        webcam_required, screen_required, technical_test_required, second_display on exam
        for each row execute function tell_dashboards_of_exam();
      drop trigger sitting_changes_dashboard on sitting;
      create trigger sitting_changes_dashboard after insert or delete or update of candidate_id, exam_id, state,
        extra_minutes, submitted_at on sitting for each row execute function tell_dashboard_of_sitting();
      alter table device_validation drop column check_id, drop column steps, drop column device_id, drop column receipt;
      drop table device_check, still, incident, answer_file, answer_revision, answer, interruption;
      drop index sitting_under_way_index, sitting_not_begun_index;
      alter table sitting drop column terms_accepted_at, drop column terms_version, drop column start_key,
        drop column writing_page_id, drop column last_seen_at, drop column credited_seconds, drop column paused_at,
        drop column submit_key, drop column submitted_by, drop column frozen_at, drop column receipt_hash;
      alter table exam drop column questions, drop column microphone_required, drop column fullscreen_required,
        drop column paste_policy, drop column late_entry_minutes, drop column fault_credit_minutes;
    `);
  }
}
