import { Migration } from '@mikro-orm/migrations';

/** Lets go of entries that are older than what a transaction of the retention job says, and of no others. */
const forgettable = `
drop trigger audit_entry_is_append_only on audit_entry;
create trigger audit_entry_is_append_only before update or truncate on audit_entry
  for each statement execute function refuse_audit_change();
create function refuse_audit_deletion() returns trigger language plpgsql as $$
begin
  if old.at < nullif(current_setting('invigil.forget_audit_before', true), '')::timestamptz then
    return old;
  end if;
  raise exception 'audit entries are only ever added';
end
$$;
create trigger audit_entry_is_kept before delete on audit_entry
  for each row execute function refuse_audit_deletion();
`;

/** By which the retention job finds what is outdated. */
const indexes = `
create index session_expires_at_index on session (expires_at);
create index mail_settled_index on mail (coalesce(sent_at, failed_at)) where next_attempt_at is null;
`;

export class M0006Retention extends Migration {
  override up(): void {
    this.addSql(forgettable);
    this.addSql(indexes);
  }

  override down(): void {
    this.addSql(`
      drop index session_expires_at_index, mail_settled_index;
      drop trigger audit_entry_is_kept on audit_entry;
      drop function refuse_audit_deletion;
      drop trigger audit_entry_is_append_only on audit_entry;
      create trigger audit_entry_is_append_only before update or delete or truncate on audit_entry
        for each statement execute function refuse_audit_change();
    `);
  }
}
