import { Migration } from '@mikro-orm/migrations';
import { saveAnswerWithoutProctorsSql, saveAnswerWithProctorsSql } from './m0005SaveAnswer.ts';

const exams = `
alter table exam
  add column admission_required boolean not null default false,
  add column answers_shown boolean not null default false,
  -- Everybody is to be looked at full size once in so long.
  add column look_minutes int not null default 10 check (look_minutes > 0);
drop trigger exam_changes_dashboards on exam;
create trigger exam_changes_dashboards after update of title, kind, state, opens_at, closes_at, duration_minutes,
  webcam_required, screen_required, microphone_required, technical_test_required, second_display, fullscreen_required,
  paste_policy, late_entry_minutes, fault_credit_minutes, admission_required on exam
  for each row execute function tell_dashboards_of_exam();
`;

const sittings = `
alter table sitting
  add column paused_by text check (paused_by in ('system', 'proctor')),
  add column lobby_entered_at timestamptz(3),
  add column admitted_at timestamptz(3),
  add column late_entry_allowed boolean not null default false,
  -- Given back for what proctors did, beside what faults give back.
  add column granted_seconds int not null default 0 check (granted_seconds >= 0),
  add column terminated_at timestamptz(3),
  -- The proctor who looks after it.
  add column proctor_id uuid references account (id);
update sitting set paused_by = 'system' where paused_at is not null;
alter table sitting add check ((paused_at is null) = (paused_by is null));
create index sitting_terminated_index on sitting (terminated_at) where terminated_at is not null and frozen_at is null;
create index sitting_proctor_id_index on sitting (proctor_id) where proctor_id is not null;
alter table interruption drop constraint interruption_reason_check;
alter table interruption add check (reason in ('capture', 'absence', 'server', 'proctor'));
`;

const interventions = `
create table intervention (
  id uuid primary key,
  sitting_id uuid not null references sitting (id) on delete cascade,
  -- Of the press that made it, the same for every sitting that it was about.
  key uuid not null,
  kind text not null,
  facts jsonb not null,
  by_id uuid not null references account (id),
  at timestamptz(3) not null,
  reason text not null check (reason <> ''),
  answered_at timestamptz(3),
  undone_at timestamptz(3),
  undone_by_id uuid references account (id),
  undo_reason text,
  -- What to put back when it is undone.
  before jsonb,
  unique (sitting_id, key),
  check ((undone_at is null) = (undone_by_id is null) and (undone_at is null) = (undo_reason is null))
);
create index intervention_sitting_id_index on intervention (sitting_id, at);

create table message (
  id uuid primary key,
  sitting_id uuid not null references sitting (id) on delete cascade,
  key uuid not null,
  at timestamptz(3) not null,
  -- Who of the team wrote it; null for the candidate.
  by_id uuid references account (id),
  text text,
  canned text,
  -- When a proctor read what the candidate wrote.
  read_at timestamptz(3),
  unique (sitting_id, key),
  check ((text is null) <> (canned is null))
);
create index message_sitting_id_index on message (sitting_id, at);

create table hand (
  id uuid primary key,
  sitting_id uuid not null references sitting (id) on delete cascade,
  raised_at timestamptz(3) not null,
  ended_at timestamptz(3),
  -- The proctor who answered it; null for one that its candidate lowered.
  answered_by_id uuid references account (id),
  check (ended_at >= raised_at)
);
create unique index hand_up_index on hand (sitting_id) where ended_at is null;
create index hand_sitting_id_index on hand (sitting_id, raised_at);

create table look (
  id uuid primary key,
  sitting_id uuid not null references sitting (id) on delete cascade,
  by_id uuid not null references account (id),
  began_at timestamptz(3) not null,
  ended_at timestamptz(3) not null,
  check (ended_at >= began_at)
);
create index look_sitting_id_index on look (sitting_id, ended_at);
`;

const reviews = `
create table review_comment (
  id uuid primary key,
  sitting_id uuid not null references sitting (id) on delete cascade,
  incident_id uuid references incident (id) on delete cascade,
  by_id uuid not null references account (id),
  at timestamptz(3) not null,
  text text not null check (text <> '')
);
create index review_comment_sitting_id_index on review_comment (sitting_id, at);

create table decision (
  id uuid primary key,
  sitting_id uuid not null references sitting (id) on delete cascade,
  outcome text not null check (outcome in ('nothingToNote', 'noted', 'referred')),
  reason text not null check (reason <> ''),
  by_id uuid not null references account (id),
  at timestamptz(3) not null
);
create index decision_sitting_id_index on decision (sitting_id, at);

alter table mail drop constraint mail_kind_check, add constraint mail_kind_check check (kind in (
  'invitation', 'alreadyActive', 'passwordReset', 'passwordChanged', 'examRescheduled', 'examCancelled', 'examMorning',
  'sittingDecided'
));

create table candidate_reply (
  sitting_id uuid primary key references sitting (id) on delete cascade,
  text text not null check (text <> ''),
  at timestamptz(3) not null
);
`;

export class M0005Proctoring extends Migration {
  override up(): void {
    for (const sql of [exams, sittings, saveAnswerWithProctorsSql, interventions, reviews]) this.addSql(sql);
  }

  override down(): void {
    this.addSql(saveAnswerWithoutProctorsSql);
    this.addSql(`
      delete from mail where kind = 'sittingDecided';
      alter table mail drop constraint mail_kind_check, add constraint mail_kind_check check (kind in (
        'invitation', 'alreadyActive', 'passwordReset', 'passwordChanged', 'examRescheduled', 'examCancelled', 'examMorning'
      ));
      drop table candidate_reply, decision, review_comment, look, hand, message, intervention;
      update interruption set reason = 'server' where reason = 'proctor';
      alter table interruption drop constraint interruption_reason_check;
      alter table interruption add check (reason in ('capture', 'absence', 'server'));
      alter table sitting drop column paused_by, drop column lobby_entered_at, drop column admitted_at,
        drop column late_entry_allowed, drop column granted_seconds, drop column terminated_at, drop column proctor_id;
      drop trigger exam_changes_dashboards on exam;
      create trigger exam_changes_dashboards after update of title, kind, state, opens_at, closes_at, duration_minutes,
        webcam_required, screen_required, microphone_required, technical_test_required, second_display,
        fullscreen_required, paste_policy, late_entry_minutes, fault_credit_minutes on exam
        for each row execute function tell_dashboards_of_exam();
      alter table exam drop column admission_required, drop column answers_shown, drop column look_minutes;
    `);
  }
}
