import { Migration } from '@mikro-orm/migrations';

/**
 * Whatever changes a candidate's dashboard tells so on a channel, with the candidate's id, when it commits. By triggers, so
 * that no code that changes an exam or a sitting has to remember it, and a change made by hand is heard as well.
 */
export class M0003DashboardChanges extends Migration {
  override up(): void {
    this.addSql(`
      create function tell_dashboards_of_exam() returns trigger language plpgsql as $$
      begin
        perform pg_notify('dashboard_change', candidate_id::text) from sitting where exam_id = new.id;
        return null;
      end $$;
      create trigger exam_changes_dashboards after update of title, kind, state, opens_at, closes_at, duration_minutes,
        webcam_required, screen_required, technical_test_required, second_display on exam
        for each row execute function tell_dashboards_of_exam();

      create function tell_dashboard_of_sitting() returns trigger language plpgsql as $$
      begin
        if tg_op <> 'INSERT' then perform pg_notify('dashboard_change', old.candidate_id::text); end if;
        if tg_op <> 'DELETE' then perform pg_notify('dashboard_change', new.candidate_id::text); end if;
        return null;
      end $$;
      create trigger sitting_changes_dashboard after insert or delete or update of candidate_id, exam_id, state,
        extra_minutes, submitted_at on sitting for each row execute function tell_dashboard_of_sitting();

      create function tell_dashboard_of_copy() returns trigger language plpgsql as $$
      begin
        perform pg_notify('dashboard_change', candidate_id::text) from sitting where id = new.sitting_id;
        return null;
      end $$;
      create trigger copy_changes_dashboard after insert or update of frozen_at on copy
        for each row execute function tell_dashboard_of_copy();

      create function tell_dashboard_of_device() returns trigger language plpgsql as $$
      begin
        perform pg_notify('dashboard_change', new.account_id::text);
        return null;
      end $$;
      create trigger device_validation_changes_dashboard after insert or update on device_validation
        for each row execute function tell_dashboard_of_device();
    `);
  }

  override down(): void {
    this.addSql(`
      drop trigger exam_changes_dashboards on exam;
      drop trigger sitting_changes_dashboard on sitting;
      drop trigger copy_changes_dashboard on copy;
      drop trigger device_validation_changes_dashboard on device_validation;
      drop function tell_dashboards_of_exam, tell_dashboard_of_sitting, tell_dashboard_of_copy, tell_dashboard_of_device;
    `);
  }
}
