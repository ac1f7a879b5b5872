-- For the dashboard "One candidate": times and kinds of a sitting, by its id. No names, no answers, no messages, no reasons.
--   psql "$DATABASE_URL" -v password="$GRAFANA_READER_PASSWORD" -f infra/grafana/reader.sql
create role invigil_reader login password :'password' nosuperuser nocreatedb nocreaterole;
alter role invigil_reader set default_transaction_read_only = on;
alter role invigil_reader set statement_timeout = '5s';
grant usage on schema public to invigil_reader;
grant select (id, exam_id, room_id, state, started_at, last_seen_at, paused_at, credited_seconds, granted_seconds, frozen_at)
  on sitting to invigil_reader;
grant select (sitting_id, kind, nature, reported_by, began_at, ended_at) on incident to invigil_reader;
grant select (sitting_id, reason, sources, began_at, ended_at, credited_seconds) on interruption to invigil_reader;
grant select (sitting_id, kind, at, answered_at, undone_at) on intervention to invigil_reader;
grant select (sitting_id, revision, reason, saved_at) on answer_revision to invigil_reader;
grant select (sitting_id, raised_at, ended_at) on hand to invigil_reader;
