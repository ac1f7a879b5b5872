import { Migration } from '@mikro-orm/migrations';
import { firstDocuments } from './m0002Documents.ts';

const accounts = `
alter table account add column time_zone text;

alter table session
  add column id uuid not null unique default gen_random_uuid(),
  add column address text not null default '',
  add column browser text not null default '',
  add column consent_due boolean not null default false;
alter table session alter column id drop default, alter column address drop default, alter column browser drop default,
  alter column consent_due drop default;

create table password_reset (
  id uuid primary key,
  account_id uuid not null references account (id) on delete cascade,
  token_hash text not null unique,
  created_at timestamptz(3) not null,
  expires_at timestamptz(3) not null,
  used_at timestamptz(3)
);
create index password_reset_account_id_index on password_reset (account_id);

create table deletion_request (
  id uuid primary key,
  account_id uuid not null references account (id) on delete cascade,
  requested_at timestamptz(3) not null,
  answered_at timestamptz(3),
  answered_by uuid,
  outcome text check (outcome in ('deleted', 'refused', 'withdrawn')),
  reason text,
  check ((answered_at is null) = (outcome is null))
);
create unique index deletion_request_open_index on deletion_request (account_id) where answered_at is null;

-- For searches that mind neither case nor accents.
create function fold(given text) returns text language sql immutable strict parallel safe as
  $$ select lower(regexp_replace(normalize(given, nfd), '[\\u0300-\\u036f]', '', 'g')) $$;
-- Lists are sorted by it.
create index account_name_index on account (fold(name), id);
create index account_created_at_index on account (created_at, id);
`;

const legal = `
create table legal_document (
  id uuid primary key,
  kind text not null check (kind in ('termsOfUse', 'privacyPolicy')),
  version int not null check (version > 0),
  language text not null check (language in ('fr', 'en')),
  title text not null check (title <> ''),
  text text not null check (text <> ''),
  published_at timestamptz(3) not null,
  unique (kind, version, language)
);

create table legal_acceptance (
  id uuid primary key,
  account_id uuid not null references account (id) on delete cascade,
  kind text not null,
  version int not null,
  language text not null,
  accepted_at timestamptz(3) not null,
  -- A keyed hash: whether two acceptances came from one network, and nothing more.
  network_hash text not null,
  unique (account_id, kind, version),
  foreign key (kind, version, language) references legal_document (kind, version, language)
);
`;

const invitations = `
create table invitation_run (
  id uuid primary key,
  idempotency_key uuid not null unique,
  -- What was asked, so that the key cannot be used again for something else.
  request jsonb not null,
  action text not null check (action in ('invite', 'resend', 'revoke')),
  requested_by_id uuid not null references account (id),
  requested_at timestamptz(3) not null,
  -- The network address it was ordered from.
  address text not null,
  finished_at timestamptz(3)
);
create index invitation_run_requested_at_index on invitation_run (requested_at);
create index invitation_run_requested_by_id_index on invitation_run (requested_by_id);

create table invitation_run_person (
  run_id uuid not null references invitation_run (id) on delete cascade,
  account_id uuid not null references account (id) on delete cascade,
  outcome text check (outcome in ('sent', 'revoked', 'toldToSignIn', 'hasOpenCode', 'noOpenCode', 'suspended')),
  primary key (run_id, account_id)
);
create index invitation_run_person_account_id_index on invitation_run_person (account_id);
create index invitation_run_person_waiting_index on invitation_run_person (run_id) where outcome is null;

create table invitation (
  id uuid primary key,
  account_id uuid not null references account (id) on delete cascade,
  code_hash text not null unique,
  state text not null check (state in ('sent', 'used', 'superseded', 'revoked')),
  sent_at timestamptz(3) not null,
  expires_at timestamptz(3) not null,
  -- When it was used, superseded or revoked; one that expires does so by itself.
  ended_at timestamptz(3),
  idempotency_key uuid unique,
  run_id uuid references invitation_run (id),
  check (expires_at > sent_at),
  check ((ended_at is null) = (state = 'sent')),
  -- One open code a person. Deferred, since a new code is written before the old one is superseded.
  constraint invitation_one_open exclude using btree (account_id with =) where (state = 'sent')
    deferrable initially deferred
);
create index invitation_account_id_index on invitation (account_id, sent_at);
create index invitation_run_id_index on invitation (run_id) where run_id is not null;

create table mail (
  id uuid primary key,
  kind text not null check (kind in (
    'invitation', 'alreadyActive', 'passwordReset', 'passwordChanged', 'examRescheduled', 'examCancelled', 'examMorning'
  )),
  account_id uuid references account (id) on delete cascade,
  recipient text not null,
  language text not null check (language in ('fr', 'en')),
  payload jsonb not null,
  -- What must not be read in the table, such as an access code: sealed, and emptied once sent or given up.
  sealed text,
  -- A mail of the same key is the same mail.
  idempotency_key text not null unique,
  run_id uuid references invitation_run (id),
  created_at timestamptz(3) not null,
  attempts int not null default 0,
  -- When to try next; a try moves it on first, so that nobody else tries at the same time. Null when there is no next.
  next_attempt_at timestamptz(3),
  last_error text,
  sent_at timestamptz(3),
  failed_at timestamptz(3),
  check (num_nonnulls(next_attempt_at, sent_at, failed_at) = 1),
  check (sealed is null or next_attempt_at is not null)
);
create index mail_next_attempt_at_index on mail (next_attempt_at) where next_attempt_at is not null;
create index mail_account_id_index on mail (account_id, created_at);
create index mail_run_id_index on mail (run_id) where run_id is not null;

create table roster_import (
  id uuid primary key,
  file_name text not null,
  exam_id uuid references exam (id),
  uploaded_by_id uuid not null references account (id),
  uploaded_at timestamptz(3) not null,
  state text not null check (state in ('refused', 'checked', 'imported')),
  report jsonb not null,
  -- The lines that would be imported; emptied once they are.
  lines jsonb,
  expires_at timestamptz(3) not null,
  imported_at timestamptz(3),
  check ((imported_at is null) = (state <> 'imported'))
);
create index roster_import_exam_id_index on roster_import (exam_id);
create index roster_import_uploaded_by_id_index on roster_import (uploaded_by_id);
`;

const exams = `
alter table exam
  add column state text not null default 'published' check (state in ('draft', 'published', 'cancelled')),
  add column instructions text not null default '',
  add column technical_test_required boolean not null default false,
  add column second_display text not null default 'allowed' check (second_display in ('allowed', 'warned', 'refused')),
  add column idempotency_key uuid unique,
  -- Of what was asked with the key, so that it cannot be used again for something else.
  add column request_hash text,
  add column created_at timestamptz(3) not null default now(),
  add column revision int not null default 1;
alter table exam alter column state drop default, alter column created_at drop default;
create index exam_opens_at_index on exam (opens_at);

create table exam_document (
  id uuid primary key,
  exam_id uuid not null references exam (id) on delete cascade,
  file_name text not null check (file_name <> ''),
  media_type text not null,
  byte_size int not null check (byte_size > 0),
  sha256 text not null,
  storage_key text not null unique,
  uploaded_by_id uuid not null references account (id),
  uploaded_at timestamptz(3) not null,
  -- The same file twice is one document.
  unique (exam_id, sha256)
);
create index exam_document_uploaded_by_id_index on exam_document (uploaded_by_id);

alter table room add column revision int not null default 1, add unique (exam_id, name);

alter table sitting
  add column extra_minutes int not null default 0 check (extra_minutes between 0 and 1440),
  add column started_at timestamptz(3),
  add column submitted_at timestamptz(3);

create table copy (
  sitting_id uuid primary key references sitting (id),
  text text not null,
  revision int not null,
  saved_at timestamptz(3) not null,
  -- From then on it never changes.
  frozen_at timestamptz(3)
);

create table device_validation (
  id uuid primary key,
  account_id uuid not null references account (id) on delete cascade,
  device text not null,
  passed boolean not null,
  checked_at timestamptz(3) not null,
  valid_until timestamptz(3) not null,
  facts jsonb not null
);
create index device_validation_account_id_index on device_validation (account_id, checked_at);
`;

// The trigger that refuses any change of an entry is of the first migration; it does not mind new columns.
const audit = `
alter table audit_entry add column subject_id uuid, add column address text;
create index audit_entry_at_index on audit_entry (at, id);
create index audit_entry_subject_id_at_index on audit_entry (subject_id, at) where subject_id is not null;
create index audit_entry_action_at_index on audit_entry (action, at);
`;

export class M0002Onboarding extends Migration {
  override up(): void {
    for (const sql of [accounts, legal, invitations, exams, audit]) this.addSql(sql);
    for (const { kind, language, title, text } of firstDocuments) {
      this.addSql(`insert into legal_document (id, kind, version, language, title, text, published_at)
        values (gen_random_uuid(), '${kind}', 1, '${language}', $t$${title}$t$, $t$${text}$t$, '2026-01-01T00:00:00Z')`);
    }
  }

  override down(): void {
    this.addSql(`
      drop table device_validation, copy, exam_document, roster_import, mail, invitation, invitation_run_person,
        invitation_run, legal_acceptance, legal_document, deletion_request, password_reset;
      drop index account_name_index, account_created_at_index;
      drop function fold;
      alter table audit_entry drop column subject_id, drop column address;
      alter table sitting drop column extra_minutes, drop column started_at, drop column submitted_at;
      alter table room drop column revision, drop constraint room_exam_id_name_key;
      alter table exam drop column state, drop column instructions, drop column technical_test_required,
        drop column second_display, drop column idempotency_key, drop column request_hash, drop column created_at, drop column revision;
      drop index exam_opens_at_index;
      alter table session drop column id, drop column address, drop column browser, drop column consent_due;
      alter table account drop column time_zone;
    `);
  }
}
