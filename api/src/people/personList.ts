import type { PersonId } from '@invigil/contract/ids';
import {
  type Person,
  type PersonStatus,
  person,
  type personQuery,
  personStatuses,
} from '@invigil/contract/routes/admin/person';
import { type RawQueryFragment, sql } from '@mikro-orm/core';
import type { EntityManager } from '@mikro-orm/postgresql';
import { z } from 'zod';
import { instantKey, readCursor, textKey, writeCursor } from '../db/cursor.ts';
import { allOf, contains, instantOf } from '../db/fragments.ts';
import { hasStatus, peopleAt } from './personStatus.ts';

export type PersonQuery = z.output<typeof personQuery>;
export type PersonFilter = Pick<PersonQuery, 'status' | 'role' | 'examId' | 'search'>;

const textOrNull = z.string().nullable();
const personRow = z.object({
  id: person.shape.personId,
  name: z.string(),
  email: z.string(),
  role: person.shape.role,
  language: person.shape.language,
  created_at: z.string(),
  standing: person.shape.standing,
  risks: person.shape.risks,
  opens_at: textOrNull,
  deletion_requested_at: textOrNull,
  invitation_id: textOrNull,
  invitation_state: textOrNull,
  sent_at: textOrNull,
  expires_at: textOrNull,
  ended_at: textOrNull,
  sort_key: z.string(),
});
type PersonRow = z.infer<typeof personRow>;

const keyForms = { name: textKey, email: textKey, createdAt: instantKey, nextExamAt: instantKey } as const;

const columns = sql`
  a.id, a.name, a.email, a.role, a.language, a.created_at, st.standing, r.risks, n.opens_at,
  q.requested_at as deletion_requested_at, i.id as invitation_id, i.state as invitation_state,
  i.sent_at, i.expires_at, i.ended_at`;

/** One page of people, and how many there are on all pages. Two queries, whatever the length of the page. */
export async function listPeople(
  em: EntityManager,
  query: PersonQuery,
  now: Date,
): Promise<{ people: Person[]; total: number; nextCursor: string | null }> {
  const { sort, order, limit } = query;
  const ascending = order === 'ascending';
  const key = keyOf(sort, ascending);
  const cursorForm = z.tuple([z.literal(`${sort} ${order}`), keyForms[sort], z.uuid()]);
  const after = readCursor(query.cursor, cursorForm);
  const direction = ascending ? sql`asc` : sql`desc`;
  const beyond =
    after && sql`(${key.value}, a.id) ${ascending ? sql`>` : sql`<`} (${after[1]}::${key.type}, ${after[2]}::uuid)`;

  const rows = await em.execute(sql`
    select ${columns}, (${key.value})::text as sort_key from ${peopleAt(now)}
    where ${allOf([...conditionsOf(query), beyond])}
    order by ${key.value} ${direction}, a.id ${direction} limit ${limit + 1}`);
  const page = z.array(personRow).parse(rows);
  const shown = page.slice(0, limit);
  const last = page.length > limit ? shown.at(-1) : undefined;
  return {
    people: shown.map((row) => personOf(row, now)),
    total: await countPeople(em, query, now),
    nextCursor: last ? writeCursor([`${sort} ${order}`, last.sort_key, last.id]) : null,
  };
}

/** @returns undefined when there is nobody of this id. */
export async function readPerson(em: EntityManager, id: PersonId, now: Date): Promise<Person | undefined> {
  const rows = await em.execute(sql`select ${columns}, '' as sort_key from ${peopleAt(now)} where a.id = ${id}`);
  const [row] = z.array(personRow).parse(rows);
  return row && personOf(row, now);
}

/** The ids of all that a filter finds, `most` of them at most, in no particular order. */
export async function findPersonIds(
  em: EntityManager,
  filter: PersonFilter,
  { now, most }: { now: Date; most: number },
): Promise<PersonId[]> {
  const rows = await em.execute(sql`
    select a.id from ${peopleAt(now)} where ${allOf(conditionsOf(filter))} limit ${most}`);
  return z
    .array(personRow.pick({ id: true }))
    .parse(rows)
    .map(({ id }) => id);
}

export async function countByStatus(
  em: EntityManager,
  filter: PersonFilter,
  now: Date,
): Promise<Record<PersonStatus, number>> {
  const rows = await em.execute(sql`
    select st.standing, count(*)::int as people, count(*) filter (where cardinality(r.risks) > 0)::int as at_risk
    from ${peopleAt(now)} where ${allOf(conditionsOf(filter))} group by st.standing`);
  const counted = z.array(z.object({ standing: person.shape.standing, people: z.int(), at_risk: z.int() })).parse(rows);
  const counts = Object.fromEntries(personStatuses.map((status) => [status, 0])) as Record<PersonStatus, number>;
  for (const { standing, people, at_risk } of counted) {
    counts[standing] = people;
    counts.atRisk += at_risk;
  }
  return counts;
}

async function countPeople(em: EntityManager, filter: PersonFilter, now: Date): Promise<number> {
  const from = filter.status ? peopleAt(now) : sql`account a`;
  const rows = await em.execute(sql`
    select count(*)::int as total from ${from} where ${allOf(conditionsOf(filter))}`);
  return z.tuple([z.object({ total: z.int() })]).parse(rows)[0].total;
}

function conditionsOf({ status, role, examId, search }: PersonFilter): (RawQueryFragment | undefined)[] {
  return [
    status && hasStatus(status),
    role && sql`a.role = ${role}`,
    examId && sql`exists (select from sitting s where s.candidate_id = a.id and s.exam_id = ${examId})`,
    search === undefined ? undefined : sql`(${contains(sql`a.name`, search)} or ${contains(sql`a.email`, search)})`,
  ];
}

/** Who has no exam to come is last in either order. */
function keyOf(sort: PersonQuery['sort'], ascending: boolean): { value: RawQueryFragment; type: RawQueryFragment } {
  const instant = sql`timestamptz`;
  switch (sort) {
    case 'name':
      return { value: sql`fold(a.name)`, type: sql`text` };
    case 'email':
      return { value: sql`a.email`, type: sql`text` };
    case 'createdAt':
      return { value: sql`a.created_at`, type: instant };
    case 'nextExamAt':
      return {
        value: ascending ? sql`coalesce(n.opens_at, 'infinity')` : sql`coalesce(n.opens_at, '-infinity')`,
        type: instant,
      };
  }
}

function personOf(row: PersonRow, now: Date): Person {
  const { id, name, email, role, language, standing, risks } = row;
  return {
    personId: id,
    name,
    email,
    role,
    language,
    standing,
    risks,
    invitation: invitationOf(row, now),
    nextExamAt: row.opens_at === null ? null : instantOf(row.opens_at),
    createdAt: instantOf(row.created_at),
    deletionRequestedAt: row.deletion_requested_at === null ? null : instantOf(row.deletion_requested_at),
  };
}

function invitationOf(row: PersonRow, now: Date): Person['invitation'] {
  if (row.invitation_id === null || row.sent_at === null || row.expires_at === null) return null;
  const expired = row.invitation_state === 'sent' && new Date(row.expires_at) <= now;
  return person.shape.invitation.parse({
    invitationId: row.invitation_id,
    state: expired ? 'expired' : row.invitation_state,
    sentAt: instantOf(row.sent_at),
    expiresAt: instantOf(row.expires_at),
    endedAt: row.ended_at === null ? null : instantOf(row.ended_at),
  });
}
