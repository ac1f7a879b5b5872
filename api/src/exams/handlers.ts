import { createHash } from 'node:crypto';
import { AppError } from '@invigil/contract/errors';
import type { ExamId } from '@invigil/contract/ids';
import { UniqueConstraintViolationException } from '@mikro-orm/core';
import type { EntityManager } from '@mikro-orm/postgresql';
import { audit } from '../audit/auditEntry.ts';
import type { Call, Handlers } from '../http/handlers.ts';
import { newId } from '../newId.ts';
import type { Tellers } from '../writing/tellSitting.ts';
import { tellUnderWay } from '../writing/tellUnderWay.ts';
import { Exam } from './exam.ts';
import {
  changeExam,
  columnsOf,
  lockExam,
  mustCloseLater,
  mustHoldItsDuration,
  tellCandidates,
  type WrittenExam,
} from './examChanges.ts';
import { listExams, readExam } from './examList.ts';

type ExamRoute = 'exams' | 'createExam' | 'exam' | 'changeExam' | 'publishExam' | 'cancelExam';

export function examHandlers(tellers: Tellers): Pick<Handlers, ExamRoute> {
  return {
    async exams({ em, query }) {
      return listExams(em, query);
    },

    async exam({ em, params }) {
      return readExam(em, params.examId);
    },

    async createExam(call) {
      const { idempotencyKey, ...written } = call.body;
      const requestHash = createHash('sha256').update(JSON.stringify(written)).digest('hex');
      const first = await call.em.findOne(Exam, { idempotencyKey });
      if (first) return again(call.em, first, requestHash);
      try {
        return readExam(call.em, await create(call, written, { idempotencyKey, requestHash }));
      } catch (error) {
        if (!(error instanceof UniqueConstraintViolationException)) throw error;
        // The same request came twice at once, and the other one was faster.
        return again(call.em, await call.em.findOneOrFail(Exam, { idempotencyKey }), requestHash);
      }
    },

    async changeExam({ em, session, params, body, now, address }) {
      const order = { at: now, actorId: session.account.id, address };
      await em.transactional((tx) => changeExam(tx, params.examId, body, order));
      await tellUnderWay(em, tellers, { ...params, now });
      return readExam(em, params.examId);
    },

    async publishExam({ em, session, params, body, now, address }) {
      await em.transactional(async (tx) => {
        const exam = await lockExam(tx, params.examId);
        if (exam.state === 'published') return;
        if (exam.revision !== body.revision) throw new AppError({ code: 'stale' });
        if (exam.state === 'cancelled') throw new AppError({ code: 'examCancelled' });
        mustCloseLater(exam, now);
        exam.state = 'published';
        const { id: actorId } = session.account;
        audit(tx, { at: now, actorId, address, action: 'examPublished', subjectId: exam.id });
      });
      return readExam(em, params.examId);
    },

    async cancelExam({ em, session, params, body, now, address }) {
      await em.transactional(async (tx) => {
        const exam = await lockExam(tx, params.examId);
        if (exam.state === 'cancelled') return;
        if (exam.revision !== body.revision) throw new AppError({ code: 'stale' });
        if (exam.state === 'published') {
          exam.mustNotBeClosed(now);
          await tellCandidates(tx, exam, 'examCancelled', now);
        }
        exam.state = 'cancelled';
        const { id: actorId } = session.account;
        audit(tx, { at: now, actorId, address, action: 'examCancelled', subjectId: exam.id });
      });
      return readExam(em, params.examId);
    },
  };
}

/** @throws {AppError} examWindowRefused. */
async function create(
  { em, session, now, address }: Call<'createExam'>,
  written: WrittenExam,
  request: { idempotencyKey: string; requestHash: string },
): Promise<ExamId> {
  const id = newId<ExamId>();
  const columns = columnsOf(written);
  mustHoldItsDuration(columns);
  await em.transactional(async (tx) => {
    tx.create(Exam, { ...columns, ...request, id, state: 'draft', createdAt: now });
    const { id: actorId } = session.account;
    audit(tx, { at: now, actorId, address, action: 'examCreated', subjectId: id, facts: { title: written.title } });
  });
  return id;
}

/** @throws {AppError} keyReused when the key came with something else before. */
function again(em: EntityManager, first: Exam, requestHash: string) {
  if (first.requestHash !== requestHash) throw new AppError({ code: 'keyReused' });
  return readExam(em, first.id);
}
