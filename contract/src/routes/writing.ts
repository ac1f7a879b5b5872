import { z } from 'zod';
import { answerContent } from '../answerContent.ts';
import { answerFileId, documentId, interruptionId, pageId, questionId, sittingId } from '../ids.ts';
import { agoMs } from '../incidents.ts';
import { limits } from '../limits.ts';
import { pausedBy } from '../proctoredSitting.ts';
import { question } from '../questions.ts';
import { sittingState } from '../sittingStates.ts';
import { source } from '../sources.ts';
import { examHeading, examKind, examRules } from './exam.ts';
import { fileName, idempotencyKey } from './fields.ts';
import { candidateOnly, instant, route } from './route.ts';

/** Why writing was not possible for a while: a required share stopped, the page or the server was not there, or a proctor said so. */
export const interruptionReasons = ['capture', 'absence', 'server', 'proctor'] as const;
export const interruptionReason = z.enum(interruptionReasons);
export type InterruptionReason = z.infer<typeof interruptionReason>;

/** While `endedAt` is null it goes on. `creditedSeconds` is the time it gave back, capped with all others. */
export const interruption = z.object({
  interruptionId,
  reason: interruptionReason,
  beganAt: instant,
  endedAt: instant.nullable(),
  creditedSeconds: z.int(),
});
export type Interruption = z.infer<typeof interruption>;

/**
 * Where the time of a sitting stands, by the server's clock. While it is paused the deadline moves on with the time, as far
 * as the exam gives any back; `creditedSeconds` has only what is over.
 */
export const writingPulse = z.object({
  serverTime: instant,
  state: sittingState,
  deadline: instant,
  creditedSeconds: z.int(),
  /** Set exactly while the state is `paused`. */
  pausedBy: pausedBy.nullable(),
});
export type WritingPulse = z.infer<typeof writingPulse>;

export const answerFile = z.object({
  fileId: answerFileId,
  questionId,
  fileName: z.string(),
  mediaType: z.string(),
  byteSize: z.int(),
  uploadedAt: instant,
});
export type AnswerFile = z.infer<typeof answerFile>;

export const savedAnswer = z.object({ questionId, revision: z.int(), content: answerContent, savedAt: instant });
export type SavedAnswer = z.infer<typeof savedAnswer>;

/** Everything a page needs to go on writing. */
export const writingState = writingPulse.extend({
  sittingId,
  startedAt: instant,
  submittedAt: instant.nullable(),
  extraMinutes: z.int(),
  /** Whether the page that asks holds the writing, another one does, or none. */
  holder: z.enum(['me', 'other', 'none']),
  interruptions: z.array(interruption),
  exam: examHeading.extend({
    kind: examKind,
    durationMinutes: z.int(),
    instructions: z.string(),
    rules: examRules,
    questions: z.array(question),
  }),
  documents: z.array(z.object({ documentId, fileName: z.string(), byteSize: z.int() })),
  answers: z.array(savedAnswer),
  files: z.array(answerFile),
});
export type WritingState = z.infer<typeof writingState>;

/** What was handed in: when, by whom, and a hash over everything in it. */
export const copyReceipt = z.object({
  submittedAt: instant,
  submittedBy: z.enum(['candidate', 'timer']),
  /** SHA-256, hexadecimal, over the canonical JSON of the answers. */
  hash: z.string(),
  questions: z.array(z.object({ questionId, revision: z.int(), words: z.int() })),
});
export type CopyReceipt = z.infer<typeof copyReceipt>;

const oneSitting = z.strictObject({ sittingId });
const oneAnswer = z.strictObject({ sittingId, questionId });
const oneFile = z.strictObject({ sittingId, fileId: answerFileId });
const answerRevision = z.int().min(0).max(2_147_483_647);
const onThisPage = z.strictObject({ pageId });

export const writingRoutes = {
  writing: route({
    method: 'GET',
    path: '/api/sittings/:sittingId/writing',
    summary: 'My started sitting with its questions and all that is saved. Fails with sittingNotStarted.',
    may: candidateOnly,
    params: oneSitting,
    query: z.strictObject({ pageId: pageId.optional() }),
    reply: writingState,
  }),
  holdWriting: route({
    method: 'POST',
    path: '/api/sittings/:sittingId/hold',
    summary:
      'Write on this page from now on, after a reload or on another device. Fails with sittingNotStarted, sittingOver, openElsewhere.',
    may: candidateOnly,
    params: oneSitting,
    body: z.strictObject({ pageId, takeOver: z.boolean() }),
    reply: writingState,
  }),
  saveAnswer: route({
    method: 'PUT',
    path: '/api/sittings/:sittingId/answers/:questionId',
    summary:
      'Save an answer that was made from `baseRevision`. What was typed before the end and comes after it is kept as late. Fails with answerConflict, openElsewhere, sittingNotStarted, sittingOver.',
    may: candidateOnly,
    params: oneAnswer,
    body: z.strictObject({
      pageId,
      /** Of this save: the same one again answers the same. */
      saveId: z.uuid(),
      baseRevision: answerRevision,
      content: answerContent,
      typedAgoMs: agoMs,
    }),
    bodyLimit: limits.answerBytes,
    reply: z.object({ revision: z.int(), savedAt: instant, kept: z.enum(['current', 'late']) }),
  }),
  pauseWriting: route({
    method: 'POST',
    path: '/api/sittings/:sittingId/pause',
    summary: 'Required shares have stopped, so nothing is written until they are back; the time is given back.',
    may: candidateOnly,
    params: oneSitting,
    body: z.strictObject({ pageId, key: idempotencyKey, sources: z.array(source).min(1).max(3) }),
    reply: writingPulse,
  }),
  resumeWriting: route({
    method: 'POST',
    path: '/api/sittings/:sittingId/resume',
    summary: 'The shares are back. Fails with captureMissing while the media server does not see them.',
    may: candidateOnly,
    params: oneSitting,
    body: z.strictObject({ pageId, key: idempotencyKey, sources: z.array(source).min(1).max(3) }),
    reply: writingPulse,
  }),
  signOfLife: route({
    method: 'POST',
    path: '/api/sittings/:sittingId/sign-of-life',
    summary: 'The page that writes is there. Fails with openElsewhere.',
    may: candidateOnly,
    params: oneSitting,
    body: onThisPage,
    reply: writingPulse,
  }),
  submitSitting: route({
    method: 'POST',
    path: '/api/sittings/:sittingId/submit',
    summary:
      'Hand in what is saved. The same key again answers the same receipt. Fails with mandatoryUnanswered, answersNotSaved, alreadySubmitted, openElsewhere.',
    may: candidateOnly,
    params: oneSitting,
    body: z.strictObject({
      key: idempotencyKey,
      pageId,
      /** What the page shows; the server must have it all. */
      revisions: z.array(z.strictObject({ questionId, revision: answerRevision })).max(limits.questionsPerExam),
      /** The page hands in because the time is over: mandatory questions may be unanswered. */
      timeIsOver: z.boolean(),
    }),
    reply: copyReceipt,
  }),
  sittingDocument: route({
    method: 'GET',
    path: '/api/sittings/:sittingId/documents/:documentId',
    summary: 'A document of my exam, from the start of my sitting on.',
    may: candidateOnly,
    params: z.strictObject({ sittingId, documentId }),
    download: 'application/pdf',
  }),
  addAnswerFile: route({
    method: 'POST',
    path: '/api/sittings/:sittingId/answers/:questionId/files',
    summary:
      'Add a file to an answer; the same one again adds nothing. Fails with fileTypeRefused, bodyTooLarge, tooManyFiles, openElsewhere, sittingOver.',
    may: candidateOnly,
    params: oneAnswer,
    query: z.strictObject({ fileName, pageId }),
    upload: { type: 'application/octet-stream', maxBytes: limits.answerFileBytes },
    reply: answerFile,
  }),
  answerFile: route({
    method: 'GET',
    path: '/api/sittings/:sittingId/files/:fileId',
    summary: 'A file of one of my answers, as it was uploaded.',
    may: candidateOnly,
    params: oneFile,
    download: 'application/octet-stream',
  }),
  removeAnswerFile: route({
    method: 'DELETE',
    path: '/api/sittings/:sittingId/files/:fileId',
    summary: 'Remove a file from an answer. Fails with openElsewhere, sittingOver.',
    may: candidateOnly,
    params: oneFile,
    body: onThisPage,
  }),
} as const;
