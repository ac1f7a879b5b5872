import { canonicalJson } from '@invigil/contract/canonicalJson';
import { AppError } from '@invigil/contract/errors';
import type { ExamId } from '@invigil/contract/ids';
import type { RouteBody } from '@invigil/contract/routes';
import { LockMode } from '@mikro-orm/core';
import type { EntityManager } from '@mikro-orm/postgresql';
import { audit } from '../audit/auditEntry.ts';
import type { Order } from '../invitations/invitations.ts';
import { type QueuedMail, queueMail } from '../mails/queueMail.ts';
import { Sitting } from '../sittings/sitting.ts';
import { Exam } from './exam.ts';

export type WrittenExam = Omit<RouteBody<'createExam'>, 'idempotencyKey'>;

/** The columns of what an admin writes. */
export function columnsOf({ rules, opensAt, closesAt, ...rest }: WrittenExam) {
  return {
    ...rest,
    opensAt: new Date(opensAt),
    closesAt: new Date(closesAt),
    webcamRequired: rules.webcam,
    screenRequired: rules.screen,
    microphoneRequired: rules.microphone,
    technicalTestRequired: rules.technicalTest,
    secondDisplay: rules.secondDisplay,
    fullscreenRequired: rules.fullscreen,
    pastePolicy: rules.paste,
    lateEntryMinutes: rules.lateEntryMinutes,
    faultCreditMinutes: rules.faultCreditMinutes,
    admissionRequired: rules.admission,
    answersShown: rules.answersShown,
    lookMinutes: rules.lookMinutes,
  };
}

const minuteMs = 60_000;

/** @throws {AppError} examWindowRefused when nobody could sit it: the window is empty or shorter than the duration. */
export function mustHoldItsDuration(exam: Pick<Exam, 'opensAt' | 'closesAt' | 'durationMinutes'>): void {
  const windowMs = exam.closesAt.getTime() - exam.opensAt.getTime();
  if (windowMs <= 0 || windowMs < exam.durationMinutes * minuteMs) throw new AppError({ code: 'examWindowRefused' });
}

/**
 * One exam, which nobody else changes until the transaction of `em` ends.
 * @throws {AppError} notFound.
 */
export async function lockExam(em: EntityManager, id: ExamId): Promise<Exam> {
  const exam = await em.findOne(Exam, { id }, { lockMode: LockMode.PESSIMISTIC_WRITE, refresh: true });
  if (!exam) throw new AppError({ code: 'notFound' });
  return exam;
}

/** Whether a candidate writes it, or has written it. */
export async function hasBegun(em: EntityManager, exam: Exam): Promise<boolean> {
  const begun = await em.count(Sitting, {
    exam,
    $or: [{ startedAt: { $ne: null } }, { state: { $nin: ['scheduled', 'noShow'] } }],
  });
  return begun > 0;
}

/** @throws {AppError} examBegun when a candidate has begun to write it. */
export async function mustNotHaveBegun(em: EntityManager, exam: Exam): Promise<void> {
  if (await hasBegun(em, exam)) throw new AppError({ code: 'examBegun' });
}

/**
 * Changes what is given, and tells the candidates of a published exam by mail when its window moves.
 * @throws {AppError} notFound, stale, examCancelled, examWindowRefused, examBegun when more than the closing would change.
 */
export async function changeExam(
  em: EntityManager,
  examId: ExamId,
  { revision, ...changes }: RouteBody<'changeExam'>,
  order: Order,
): Promise<void> {
  const exam = await lockExam(em, examId);
  if (exam.revision !== revision) throw new AppError({ code: 'stale' });
  if (exam.state === 'cancelled') throw new AppError({ code: 'examCancelled' });
  const before = columnsOf(writtenOf(exam));
  const after = columnsOf({ ...writtenOf(exam), ...changes });
  const fields = Object.keys(after) as (keyof typeof after)[];
  const changed = fields.filter((field) => canonicalJson(before[field]) !== canonicalJson(after[field]));
  if (changed.length === 0) return;
  if (changed.some((field) => field !== 'closesAt')) await mustNotHaveBegun(em, exam);
  mustHoldItsDuration(after);
  if (exam.state === 'published') mustCloseLater(after, order.at);
  em.assign(exam, after);
  audit(em, { ...order, action: 'examChanged', subjectId: exam.id, facts: { changed: changed.join(', ') } });
  await em.flush();
  if (changed.includes('closesAt')) await expectAgain(em, exam, order.at);
  if (exam.state === 'published' && (changed.includes('opensAt') || changed.includes('closesAt'))) {
    await tellCandidates(em, exam, 'examRescheduled', order.at);
  }
}

/** Who did not show up to an exam is expected again when it is moved to a later time. */
async function expectAgain(em: EntityManager, exam: Exam, now: Date): Promise<void> {
  if (exam.closesAt <= now) return;
  await em.nativeUpdate(Sitting, { exam, state: 'noShow' }, { state: 'scheduled' });
}

/** @throws {AppError} examWindowRefused when it would be over already. */
export function mustCloseLater({ closesAt }: Pick<Exam, 'closesAt'>, now: Date): void {
  if (closesAt <= now) throw new AppError({ code: 'examWindowRefused' });
}

/** Queues a mail to everybody who has still to sit it, or is sitting it. */
export async function tellCandidates(
  em: EntityManager,
  exam: Exam,
  kind: 'examRescheduled' | 'examCancelled',
  at: Date,
): Promise<void> {
  const sittings = await em.find(
    Sitting,
    {
      exam,
      state: { $nin: ['submitted', 'timedOut', 'terminated', 'noShow'] },
      candidate: { state: { $ne: 'suspended' } },
    },
    { populate: ['candidate'] },
  );
  const { title: examTitle, opensAt, closesAt } = exam.asHeading();
  for (const { candidate } of sittings) {
    const mail: Omit<QueuedMail<typeof kind>, 'facts' | 'kind'> = {
      account: candidate,
      key: `${kind} ${exam.id} ${exam.revision} ${candidate.id}`,
      at,
    };
    if (kind === 'examCancelled') queueMail(em, { ...mail, kind, facts: { examTitle, opensAt } });
    else queueMail(em, { ...mail, kind, facts: { examTitle, opensAt, closesAt } });
  }
}

function writtenOf(exam: Exam): WrittenExam {
  const { title, kind, instructions, durationMinutes, questions } = exam;
  const { opensAt, closesAt } = exam.asHeading();
  return { title, kind, instructions, durationMinutes, opensAt, closesAt, rules: exam.rules(), questions };
}
