import type { ExamId, PersonId, RoomId, SittingId } from '@invigil/contract/ids';
import { type Language, role } from '@invigil/contract/roles';
import type { RosterColumn, RosterProblem } from '@invigil/contract/rosterColumns';
import type { RosterIssue } from '@invigil/contract/routes/admin/roster';
import { sittingState } from '@invigil/contract/sittingStates';
import { sql } from '@mikro-orm/core';
import type { EntityManager } from '@mikro-orm/postgresql';
import { z } from 'zod';
import { newId } from '../newId.ts';
import type { RosterLine } from './rosterImport.ts';
import { RosterRooms } from './rosterRooms.ts';

const knownRow = z.object({
  id: z.uuid().transform((id) => id as PersonId),
  email: z.string(),
  name: z.string(),
  language: z.enum(['fr', 'en']),
  role,
  state: z.string(),
  sitting_id: z.uuid().nullable(),
  sitting_state: sittingState.nullable(),
  room_id: z.uuid().nullable(),
  extra_minutes: z.int().nullable(),
});
type Known = z.infer<typeof knownRow>;

/** What an import would write: whole rows, by the kind of statement. */
export interface RosterPlan {
  newPeople: { id: PersonId; email: string; name: string; language: Language }[];
  changedPeople: { id: PersonId; name: string; language: Language }[];
  newRooms: { id: RoomId; name: string }[];
  newSittings: { id: SittingId; candidate_id: PersonId; room_id: RoomId; extra_minutes: number }[];
  changedSittings: { id: SittingId; room_id: RoomId; extra_minutes: number }[];
  counts: { newCount: number; changedCount: number; sameCount: number };
  issues: RosterIssue[];
}

/** Compares lines with what is in the database: one query for people and sittings, one for rooms. Changes nothing. */
export async function planRoster(
  em: EntityManager,
  lines: readonly RosterLine[],
  { examId, language }: { examId: ExamId | null; language: Language },
): Promise<RosterPlan> {
  const known = await findKnown(em, lines, examId);
  const rooms = examId === null ? undefined : await RosterRooms.of(em, examId, { lines, language });
  const plan: RosterPlan = {
    newPeople: [],
    changedPeople: [],
    newRooms: [],
    newSittings: [],
    changedSittings: [],
    counts: { newCount: 0, changedCount: 0, sameCount: 0 },
    issues: [],
  };
  for (const line of lines) {
    const person = known.get(line.email);
    const problem = person && problemOf(person);
    if (problem) {
      plan.issues.push({ line: line.line, column: 'email', problem, value: line.email });
      continue;
    }
    const id = person?.id ?? newId<PersonId>();
    const changed = planPerson(plan, line, person, { id, language });
    const moved = rooms !== undefined && planSitting(plan, line, person, { id, rooms });
    const count = !person ? 'newCount' : changed || moved ? 'changedCount' : 'sameCount';
    plan.counts[count] += 1;
  }
  plan.newRooms = rooms?.made ?? [];
  return plan;
}

function problemOf({ role, state }: Known): RosterProblem | undefined {
  if (role !== 'candidate') return 'otherRole';
  return state === 'suspended' ? 'suspended' : undefined;
}

function planPerson(
  plan: RosterPlan,
  { email, name, language: wanted }: RosterLine,
  person: Known | undefined,
  { id, language }: { id: PersonId; language: Language },
): boolean {
  if (!person) {
    plan.newPeople.push({ id, email, name, language: wanted ?? language });
    return true;
  }
  // Whoever has activated their account chose their language themselves.
  const next = person.state === 'invited' && wanted ? wanted : person.language;
  if (name === person.name && next === person.language) return false;
  plan.changedPeople.push({ id, name, language: next });
  return true;
}

function planSitting(
  plan: RosterPlan,
  line: RosterLine,
  person: Known | undefined,
  { id, rooms }: { id: PersonId; rooms: RosterRooms },
): boolean {
  const refuse = (column: RosterColumn, problem: RosterProblem, value: string) => {
    plan.issues.push({ line: line.line, column, problem, value });
    return false;
  };
  const present = person?.room_id && person.sitting_id ? person : undefined;
  const room = line.room === null && present ? (present.room_id as RoomId) : rooms.idOf(line.room);
  if (room === undefined) return refuse('room', 'missing', '');
  if (!present) {
    const extra = line.extraMinutes ?? 0;
    plan.newSittings.push({ id: newId<SittingId>(), candidate_id: id, room_id: room, extra_minutes: extra });
    return true;
  }
  const extra = line.extraMinutes ?? present.extra_minutes ?? 0;
  const moves = room !== present.room_id;
  if (!moves && extra === present.extra_minutes) return false;
  if (present.sitting_state !== 'scheduled') {
    return moves
      ? refuse('room', 'sittingBegun', line.room ?? '')
      : refuse('extraMinutes', 'sittingBegun', String(extra));
  }
  plan.changedSittings.push({ id: present.sitting_id as SittingId, room_id: room, extra_minutes: extra });
  return true;
}

async function findKnown(
  em: EntityManager,
  lines: readonly RosterLine[],
  examId: ExamId | null,
): Promise<Map<string, Known>> {
  const emails = JSON.stringify(lines.map(({ email }) => email));
  const rows = await em.execute(sql`
    select a.id, a.email, a.name, a.language, a.role, a.state,
      s.id as sitting_id, s.state as sitting_state, s.room_id, s.extra_minutes
    from jsonb_array_elements_text(${emails}::jsonb) as given (email)
    join account a on a.email = given.email
    left join sitting s on s.candidate_id = a.id and s.exam_id = ${examId}::uuid`);
  return new Map(
    z
      .array(knownRow)
      .parse(rows)
      .map((row) => [row.email, row]),
  );
}
