import type { ExamId } from '@invigil/contract/ids';
import { sql } from '@mikro-orm/core';
import type { EntityManager } from '@mikro-orm/postgresql';
import type { RosterPlan } from './rosterPlan.ts';

/** Writes what was planned: five statements at most, whatever the number of people. To be called in a transaction. */
export async function writeRoster(
  em: EntityManager,
  plan: RosterPlan,
  examId: ExamId | null,
  now: Date,
): Promise<void> {
  const json = (rows: readonly unknown[]) => JSON.stringify(rows);
  if (plan.newPeople.length > 0) {
    await em.execute(sql`
      insert into account (id, name, email, role, language, state, created_at)
      select id, name, email, 'candidate', language, 'invited', ${now}
      from jsonb_to_recordset(${json(plan.newPeople)}::jsonb) as given (id uuid, name text, email text, language text)`);
  }
  if (plan.changedPeople.length > 0) {
    await em.execute(sql`
      update account set name = given.name, language = given.language
      from jsonb_to_recordset(${json(plan.changedPeople)}::jsonb) as given (id uuid, name text, language text)
      where account.id = given.id`);
  }
  if (plan.newRooms.length > 0) {
    await em.execute(sql`
      insert into room (id, name, exam_id) select id, name, ${examId}::uuid
      from jsonb_to_recordset(${json(plan.newRooms)}::jsonb) as given (id uuid, name text)`);
  }
  if (plan.newSittings.length > 0) {
    await em.execute(sql`
      insert into sitting (id, candidate_id, exam_id, room_id, state, extra_minutes)
      select id, candidate_id, ${examId}::uuid, room_id, 'scheduled', extra_minutes
      from jsonb_to_recordset(${json(plan.newSittings)}::jsonb)
        as given (id uuid, candidate_id uuid, room_id uuid, extra_minutes int)`);
  }
  if (plan.changedSittings.length > 0) {
    await em.execute(sql`
      update sitting set room_id = given.room_id, extra_minutes = given.extra_minutes
      from jsonb_to_recordset(${json(plan.changedSittings)}::jsonb)
        as given (id uuid, room_id uuid, extra_minutes int)
      where sitting.id = given.id`);
  }
}
