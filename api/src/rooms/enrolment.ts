import { AppError } from '@invigil/contract/errors';
import type { ExamId, PersonId, RoomId, SittingId } from '@invigil/contract/ids';
import { sql } from '@mikro-orm/core';
import type { EntityManager } from '@mikro-orm/postgresql';
import { z } from 'zod';
import { audit } from '../audit/auditEntry.ts';
import { Exam } from '../exams/exam.ts';
import type { Order } from '../invitations/invitations.ts';
import { newId } from '../newId.ts';
import { Room } from './room.ts';

const checkRow = z.object({ found: z.int(), misfits: z.int(), suspended: z.int() });

/**
 * Gives candidates a sitting each, in a few statements whatever their number. Who has one keeps it.
 * @throws {AppError} notFound when the exam, the room in it or a person does not exist, examCancelled, examClosed, wrongRole,
 * personSuspended.
 */
export async function enrol(
  em: EntityManager,
  { examId, roomId, personIds }: { examId: ExamId; roomId: RoomId; personIds: readonly PersonId[] },
  order: Order,
): Promise<{ added: number; already: number }> {
  await mustTakeCandidates(em, examId, order.at);
  if ((await em.count(Room, { id: roomId, exam: examId })) === 0) throw new AppError({ code: 'notFound' });
  const wanted = [...new Set(personIds)];
  const [checked] = z.tuple([checkRow]).parse(
    await em.execute(sql`
      select count(*)::int as found, count(*) filter (where role <> 'candidate')::int as misfits,
        count(*) filter (where state = 'suspended')::int as suspended
      from account where id in (${wanted})`),
  );
  if (checked.found < wanted.length) throw new AppError({ code: 'notFound' });
  if (checked.misfits > 0) throw new AppError({ code: 'wrongRole' });
  if (checked.suspended > 0) throw new AppError({ code: 'personSuspended' });

  const sittings = wanted.map((personId) => ({ id: newId<SittingId>(), person_id: personId }));
  const written = await em.execute(sql`
    insert into sitting (id, candidate_id, exam_id, room_id, state, extra_minutes)
    select id, person_id, ${examId}, ${roomId}, 'scheduled', 0
    from jsonb_to_recordset(${JSON.stringify(sittings)}::jsonb) as given (id uuid, person_id uuid)
    on conflict (candidate_id, exam_id) do nothing returning id`);
  const added = written.length;
  if (added > 0) {
    const facts = { roomId, added: String(added) };
    audit(em, { ...order, action: 'candidatesEnrolled', subjectId: examId, facts });
  }
  return { added, already: wanted.length - added };
}

/** @throws {AppError} notFound, examCancelled, examClosed. */
export async function mustTakeCandidates(em: EntityManager, id: ExamId, now: Date): Promise<Exam> {
  const exam = await em.findOne(Exam, { id }, { refresh: true });
  if (!exam) throw new AppError({ code: 'notFound' });
  if (exam.state === 'cancelled') throw new AppError({ code: 'examCancelled' });
  exam.mustNotBeClosed(now);
  return exam;
}
