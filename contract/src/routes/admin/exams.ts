import { z } from 'zod';
import { documentId, examId } from '../../ids.ts';
import { limits } from '../../limits.ts';
import { question, writtenQuestions } from '../../questions.ts';
import { examHeading, examKind, examRules, examState, examStates } from '../exam.ts';
import { examTitle, fileName, instructions, revision } from '../fields.ts';
import { listOf, nextCursor, paging } from '../paging.ts';
import { adminOnly, instant, route } from '../route.ts';

export const examDocument = z.object({
  documentId,
  fileName: z.string(),
  byteSize: z.int(),
  uploadedAt: instant,
});
export type ExamDocument = z.infer<typeof examDocument>;

export const examSummary = examHeading.extend({
  kind: examKind,
  state: examState,
  durationMinutes: z.int(),
  roomCount: z.int(),
  sittingCount: z.int(),
});
export type ExamSummary = z.infer<typeof examSummary>;

export const examDetails = examSummary.extend({
  instructions: z.string(),
  rules: examRules,
  questions: z.array(question),
  documents: z.array(examDocument),
  /** Somebody writes it or wrote it: nothing but its closing can be changed any more. */
  begun: z.boolean(),
  createdAt: instant,
  revision: z.int(),
});
export type ExamDetails = z.infer<typeof examDetails>;

/** What an admin settles. That the window is not empty and holds the duration is the server's to refuse. */
const writtenExam = z.strictObject({
  title: examTitle,
  kind: examKind,
  instructions,
  opensAt: instant,
  closesAt: instant,
  durationMinutes: z.int().min(1).max(1_440),
  rules: examRules.strict(),
  questions: writtenQuestions,
});

const oneExam = z.strictObject({ examId });
const oneDocument = z.strictObject({ examId, documentId });

export const adminExamRoutes = {
  exams: route({
    method: 'GET',
    path: '/api/admin/exams',
    summary: 'Exams and technical tests, the one that opens last first.',
    may: adminOnly,
    query: paging.extend({ kind: examKind.optional(), state: listOf(examStates).optional() }),
    reply: z.object({ exams: z.array(examSummary), total: z.int(), nextCursor }),
  }),
  createExam: route({
    method: 'POST',
    path: '/api/admin/exams',
    summary: 'Write down a new exam, as a draft. Fails with examWindowRefused.',
    may: adminOnly,
    body: writtenExam.extend({ idempotencyKey: z.uuid() }),
    bodyLimit: 2 * 1024 * 1024,
    reply: examDetails,
  }),
  exam: route({
    method: 'GET',
    path: '/api/admin/exams/:examId',
    summary: 'One exam with its documents.',
    may: adminOnly,
    params: oneExam,
    reply: examDetails,
  }),
  changeExam: route({
    method: 'PATCH',
    path: '/api/admin/exams/:examId',
    summary:
      'Change an exam; candidates of a published one see it at once. Fails with stale, examBegun, examWindowRefused.',
    may: adminOnly,
    params: oneExam,
    body: writtenExam.partial().extend({ revision }),
    bodyLimit: 2 * 1024 * 1024,
    reply: examDetails,
  }),
  publishExam: route({
    method: 'POST',
    path: '/api/admin/exams/:examId/publish',
    summary: 'Show an exam to its candidates.',
    may: adminOnly,
    params: oneExam,
    body: z.strictObject({ revision }),
    reply: examDetails,
  }),
  cancelExam: route({
    method: 'POST',
    path: '/api/admin/exams/:examId/cancel',
    summary: 'Call an exam off and tell its candidates.',
    may: adminOnly,
    params: oneExam,
    body: z.strictObject({ revision }),
    reply: examDetails,
  }),
  addExamDocument: route({
    method: 'POST',
    path: '/api/admin/exams/:examId/documents',
    summary: 'Add a PDF. The same file again adds nothing. Fails with fileTypeRefused, bodyTooLarge, tooManyDocuments.',
    may: adminOnly,
    params: oneExam,
    query: z.strictObject({ fileName }),
    upload: { type: 'application/pdf', maxBytes: limits.documentBytes },
    reply: examDetails,
  }),
  examDocument: route({
    method: 'GET',
    path: '/api/admin/exams/:examId/documents/:documentId',
    summary: 'One document, as it was uploaded.',
    may: adminOnly,
    params: oneDocument,
    download: 'application/pdf',
  }),
  removeExamDocument: route({
    method: 'DELETE',
    path: '/api/admin/exams/:examId/documents/:documentId',
    summary: 'Remove a document of an exam that has not begun.',
    may: adminOnly,
    params: oneDocument,
    reply: examDetails,
  }),
} as const;
