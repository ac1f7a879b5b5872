import { AppError } from '@invigil/contract/errors';
import type { ExamId } from '@invigil/contract/ids';
import type { RouteQuery, RouteReply } from '@invigil/contract/routes';
import { type ExamDetails, examSummary } from '@invigil/contract/routes/admin/exams';
import { sql } from '@mikro-orm/core';
import type { EntityManager } from '@mikro-orm/postgresql';
import { z } from 'zod';
import { instantKey, readCursor, writeCursor } from '../db/cursor.ts';
import { allOf, contains, instantOf } from '../db/fragments.ts';
import { Room } from '../rooms/room.ts';
import { Sitting } from '../sittings/sitting.ts';
import { Exam } from './exam.ts';
import { hasBegun } from './examChanges.ts';
import { ExamDocument } from './examDocument.ts';

const cursorForm = z.tuple([instantKey, z.uuid()]);
const { examId, title, kind, state } = examSummary.shape;
const examRow = z.object({
  id: examId,
  title,
  kind,
  state,
  opens_at: z.string(),
  closes_at: z.string(),
  duration_minutes: z.int(),
  rooms: z.int(),
  sittings: z.int(),
});

/** One page of exams, the one that opens last first. */
export async function listExams(em: EntityManager, query: RouteQuery<'exams'>): Promise<RouteReply<'exams'>> {
  const { cursor, limit } = query;
  const after = readCursor(cursor, cursorForm);
  const wanted = [
    query.kind && sql`e.kind = ${query.kind}`,
    query.state && sql`e.state in (${query.state})`,
    query.search === undefined ? undefined : contains(sql`e.title`, query.search),
  ];
  const beyond = after && sql`(e.opens_at, e.id) < (${after[0]}::timestamptz, ${after[1]}::uuid)`;
  const rows = await em.execute(sql`
    select e.id, e.title, e.kind, e.state, e.opens_at, e.closes_at, e.duration_minutes,
      (select count(*)::int from room r where r.exam_id = e.id) as rooms,
      (select count(*)::int from sitting s where s.exam_id = e.id) as sittings
    from exam e where ${allOf([...wanted, beyond])} order by e.opens_at desc, e.id desc limit ${limit + 1}`);
  const counted = await em.execute(sql`select count(*)::int as total from exam e where ${allOf(wanted)}`);
  const found = z.array(examRow).parse(rows);
  const shown = found.slice(0, limit);
  const last = found.length > limit ? shown.at(-1) : undefined;
  return {
    exams: shown.map((row) => ({
      examId: row.id,
      title: row.title,
      kind: row.kind,
      state: row.state,
      opensAt: instantOf(row.opens_at),
      closesAt: instantOf(row.closes_at),
      durationMinutes: row.duration_minutes,
      roomCount: row.rooms,
      sittingCount: row.sittings,
    })),
    total: z.tuple([z.object({ total: z.int() })]).parse(counted)[0].total,
    nextCursor: last ? writeCursor([last.opens_at, last.id]) : null,
  };
}

/** @throws {AppError} notFound. */
export async function readExam(em: EntityManager, id: ExamId): Promise<ExamDetails> {
  const exam = await em.findOne(Exam, { id }, { refresh: true });
  if (!exam) throw new AppError({ code: 'notFound' });
  const documents = await em.find(ExamDocument, { exam }, { orderBy: { uploadedAt: 'asc', id: 'asc' } });
  return {
    ...exam.asHeading(),
    kind: exam.kind,
    state: exam.state,
    durationMinutes: exam.durationMinutes,
    roomCount: await em.count(Room, { exam }),
    sittingCount: await em.count(Sitting, { exam }),
    instructions: exam.instructions,
    rules: exam.rules(),
    questions: exam.questions,
    documents: documents.map((document) => document.asReply()),
    begun: await hasBegun(em, exam),
    createdAt: exam.createdAt.toISOString(),
    revision: exam.revision,
  };
}
