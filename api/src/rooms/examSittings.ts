import { AppError } from '@invigil/contract/errors';
import type { ExamId, RoomId, SittingId } from '@invigil/contract/ids';
import { type ExamSitting, examSitting } from '@invigil/contract/routes/admin/rooms';
import type { SittingState } from '@invigil/contract/sittingStates';
import { LockMode, type RawQueryFragment, sql } from '@mikro-orm/core';
import type { EntityManager } from '@mikro-orm/postgresql';
import { z } from 'zod';
import { audit } from '../audit/auditEntry.ts';
import { readCursor, textKey, writeCursor } from '../db/cursor.ts';
import { allOf, contains, instantOf } from '../db/fragments.ts';
import { Exam } from '../exams/exam.ts';
import type { Handlers } from '../http/handlers.ts';
import { Sitting } from '../sittings/sitting.ts';
import { type Tellers, tellSitting } from '../writing/tellSitting.ts';
import { enrol } from './enrolment.ts';
import { Room } from './room.ts';

const cursorForm = z.tuple([textKey, z.uuid()]);
const { sittingId, personId, name, email, roomId, state } = examSitting.shape;
const sittingRow = z.object({
  id: sittingId,
  person_id: personId,
  name,
  email,
  room_id: roomId,
  state,
  extra_minutes: z.int(),
  submitted_at: z.string().nullable(),
  sort_key: z.string(),
});
const endStates: ReadonlySet<SittingState> = new Set(['submitted', 'timedOut', 'terminated', 'noShow']);

type SittingRoute = 'examSittings' | 'enrol' | 'changeSitting' | 'withdrawSitting';

export function examSittingHandlers(tellers: Tellers): Pick<Handlers, SittingRoute> {
  return {
    async examSittings({ em, params: { examId }, query: { cursor, limit, search, roomId: room } }) {
      if ((await em.count(Exam, { id: examId })) === 0) throw new AppError({ code: 'notFound' });
      const after = readCursor(cursor, cursorForm);
      const wanted = allOf([
        sql`s.exam_id = ${examId}`,
        room && sql`s.room_id = ${room}`,
        search === undefined ? undefined : sql`(${contains(sql`a.name`, search)} or ${contains(sql`a.email`, search)})`,
      ]);
      const beyond = after && sql`(fold(a.name), s.id) > (${after[0]}::text, ${after[1]}::uuid)`;
      const found = await readSittings(em, allOf([wanted, beyond]), limit + 1);
      const counted = await em.execute(sql`
      select count(*)::int as total from sitting s join account a on a.id = s.candidate_id where ${wanted}`);
      const shown = found.slice(0, limit);
      const last = found.length > limit ? shown.at(-1) : undefined;
      return {
        sittings: shown.map(sittingOf),
        total: z.tuple([z.object({ total: z.int() })]).parse(counted)[0].total,
        nextCursor: last ? writeCursor([last.sort_key, last.id]) : null,
      };
    },

    async enrol({ em, session, params: { examId }, body, now, address }) {
      const order = { at: now, actorId: session.account.id, address };
      return em.transactional((tx) => enrol(tx, { examId, ...body }, order));
    },

    async changeSitting({ em, session, params, body, now, address }) {
      const moved = await em.transactional(async (tx) => {
        const sitting = await lockSitting(tx, params.sittingId);
        const facts: Record<string, string> = {};
        if (body.extraMinutes !== undefined && body.extraMinutes !== sitting.extraMinutes) {
          if (endStates.has(sitting.state)) throw new AppError({ code: 'sittingOver' });
          sitting.extraMinutes = body.extraMinutes;
          facts.extraMinutes = String(body.extraMinutes);
        }
        if (body.roomId !== undefined && body.roomId !== sitting.room.id) {
          await mustBeRoomOf(tx, body.roomId, sitting.exam.id);
          // Whoever is live is seen in the room that their token names.
          mustNotHaveBegun(sitting);
          sitting.room = tx.getReference(Room, body.roomId);
          facts.roomId = body.roomId;
        }
        if (Object.keys(facts).length === 0) return undefined;
        const { id: actorId } = session.account;
        audit(tx, { at: now, actorId, address, action: 'sittingChanged', subjectId: sitting.id, facts });
        return tx.populate(sitting, ['exam']);
      });
      if (moved) await tellSitting(tellers, moved, now);
      const [changed] = await readSittings(em, sql`s.id = ${params.sittingId}`, 1);
      if (!changed) throw new AppError({ code: 'notFound' });
      return sittingOf(changed);
    },

    async withdrawSitting({ em, session, params, now, address }) {
      await em.transactional(async (tx) => {
        const sitting = await lockSitting(tx, params.sittingId);
        mustNotHaveBegun(sitting);
        tx.remove(sitting);
        const facts = { personId: sitting.candidate.id, examId: sitting.exam.id };
        const { id: actorId } = session.account;
        audit(tx, { at: now, actorId, address, action: 'sittingWithdrawn', subjectId: sitting.id, facts });
      });
      return {};
    },
  };
}

/** @throws {AppError} notFound. */
async function lockSitting(em: EntityManager, id: SittingId): Promise<Sitting> {
  const sitting = await em.findOne(Sitting, { id }, { lockMode: LockMode.PESSIMISTIC_WRITE, refresh: true });
  if (!sitting) throw new AppError({ code: 'notFound' });
  return sitting;
}

/** @throws {AppError} sittingBegun. */
function mustNotHaveBegun({ state, startedAt }: Sitting): void {
  if (state !== 'scheduled' || startedAt) throw new AppError({ code: 'sittingBegun' });
}

/** @throws {AppError} notFound when there is no such room in this exam. */
async function mustBeRoomOf(em: EntityManager, room: RoomId, exam: ExamId): Promise<void> {
  if ((await em.count(Room, { id: room, exam })) === 0) throw new AppError({ code: 'notFound' });
}

async function readSittings(em: EntityManager, where: RawQueryFragment, limit: number) {
  const rows = await em.execute(sql`
    select s.id, a.id as person_id, a.name, a.email, s.room_id, s.state, s.extra_minutes, s.submitted_at,
      fold(a.name) as sort_key
    from sitting s join account a on a.id = s.candidate_id where ${where} order by fold(a.name), s.id limit ${limit}`);
  return z.array(sittingRow).parse(rows);
}

function sittingOf(row: z.infer<typeof sittingRow>): ExamSitting {
  return {
    sittingId: row.id,
    personId: row.person_id,
    name: row.name,
    email: row.email,
    roomId: row.room_id,
    state: row.state,
    extraMinutes: row.extra_minutes,
    submittedAt: row.submitted_at === null ? null : instantOf(row.submitted_at),
  };
}
