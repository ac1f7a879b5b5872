import { Migration } from '@mikro-orm/migrations';

const tables = `
create table account (
  id uuid primary key,
  name text not null check (name <> ''),
  email text not null unique check (email = lower(email)),
  role text not null check (role in ('candidate', 'proctor', 'admin')),
  language text not null check (language in ('fr', 'en')),
  state text not null check (state in ('invited', 'active', 'suspended')),
  password_hash text,
  created_at timestamptz(3) not null
);

create table session (
  token_hash text primary key,
  account_id uuid not null references account (id) on delete cascade,
  created_at timestamptz(3) not null,
  seen_at timestamptz(3) not null,
  expires_at timestamptz(3) not null
);
create index session_account_id_index on session (account_id);

create table exam (
  id uuid primary key,
  title text not null check (title <> ''),
  kind text not null check (kind in ('exam', 'technicalTest')),
  opens_at timestamptz(3) not null,
  closes_at timestamptz(3) not null,
  duration_minutes int not null check (duration_minutes > 0),
  webcam_required boolean not null,
  screen_required boolean not null,
  check (closes_at > opens_at)
);

create table room (
  id uuid primary key,
  name text not null check (name <> ''),
  exam_id uuid not null references exam (id),
  unique (id, exam_id)
);
create index room_exam_id_index on room (exam_id);

create table room_proctor (
  room_id uuid not null references room (id) on delete cascade,
  proctor_id uuid not null references account (id) on delete cascade,
  primary key (room_id, proctor_id)
);
create index room_proctor_proctor_id_index on room_proctor (proctor_id);

create table sitting (
  id uuid primary key,
  candidate_id uuid not null references account (id),
  exam_id uuid not null references exam (id),
  room_id uuid not null,
  state text not null check (state in (
    'scheduled', 'lobby', 'writing', 'paused', 'submitting', 'submitted', 'timedOut', 'terminated', 'noShow'
  )),
  unique (candidate_id, exam_id),
  -- A sitting is only ever watched in a room of its own exam.
  foreign key (room_id, exam_id) references room (id, exam_id)
);
create index sitting_room_id_index on sitting (room_id);
create index sitting_exam_id_index on sitting (exam_id);

create table audit_entry (
  id uuid primary key,
  at timestamptz(3) not null,
  actor_id uuid not null,
  action text not null,
  facts jsonb not null
);
create index audit_entry_actor_id_at_index on audit_entry (actor_id, at);
`;

const appendOnlyAudit = `
create function refuse_audit_change() returns trigger language plpgsql as $$
begin
  raise exception 'audit entries are only ever added';
end
$$;
create trigger audit_entry_is_append_only before update or delete or truncate on audit_entry
  for each statement execute function refuse_audit_change();
`;

export class M0001Beginning extends Migration {
  override up(): void {
    this.addSql(tables);
    this.addSql(appendOnlyAudit);
  }

  override down(): void {
    this.addSql('drop table audit_entry, sitting, room_proctor, room, exam, session, account');
    this.addSql('drop function refuse_audit_change');
  }
}
