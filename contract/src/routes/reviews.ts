import { z } from 'zod';
import { interventionEntry } from '../conversation.ts';
import { commentId, decisionId, incidentId, roomId, sittingId } from '../ids.ts';
import { limits } from '../limits.ts';
import { sittingState } from '../sittingStates.ts';
import { examHeading } from './exam.ts';
import { remark } from './fields.ts';
import { listedIncident } from './incidents.ts';
import { candidateOnly, instant, route } from './route.ts';

/** What a human decided about a sitting after it: nothing to note, a note for the file, or passed on to a board. */
export const decisionOutcomes = ['nothingToNote', 'noted', 'referred'] as const;
export const decisionOutcome = z.enum(decisionOutcomes);
export type DecisionOutcome = z.infer<typeof decisionOutcome>;

/** A remark of the team about a sitting, or about one incident of it. */
export const reviewComment = z.object({
  commentId,
  incidentId: incidentId.nullable(),
  byName: z.string(),
  at: instant,
  text: z.string(),
});

/** The last one counts; earlier ones stay on record. */
export const decision = z.object({
  decisionId,
  outcome: decisionOutcome,
  reason: z.string(),
  byName: z.string(),
  at: instant,
});
export type Decision = z.infer<typeof decision>;

/** What the candidate has to say about it. */
export const candidateReply = z.object({ text: z.string(), at: instant });

/** The file of a sitting: everything that was seen, done and decided, with whom and when. */
export const sittingReview = z.object({
  serverTime: instant,
  sittingId,
  candidateName: z.string(),
  state: sittingState,
  startedAt: instant.nullable(),
  submittedAt: instant.nullable(),
  extraMinutes: z.int(),
  creditedSeconds: z.int(),
  exam: examHeading,
  roomName: z.string(),
  incidents: z.array(listedIncident),
  interventions: z.array(z.object({ byName: z.string(), entry: interventionEntry })),
  coverage: z.object({
    looks: z.int(),
    seconds: z.int(),
    lastAt: instant.nullable(),
    longestGapSeconds: z.int().nullable(),
  }),
  comments: z.array(reviewComment),
  decisions: z.array(decision),
  reply: candidateReply.nullable(),
});
export type SittingReview = z.infer<typeof sittingReview>;

const watchers = ['proctor', 'admin'] as const;
const ofRoomSitting = z.strictObject({ roomId, sittingId });
const oneSitting = z.strictObject({ sittingId });

export const reviewRoutes = {
  sittingReview: route({
    method: 'GET',
    path: '/api/rooms/:roomId/sittings/:sittingId/review',
    summary: 'The file of a sitting of my room.',
    may: watchers,
    params: ofRoomSitting,
    reply: sittingReview,
  }),
  addComment: route({
    method: 'POST',
    path: '/api/rooms/:roomId/sittings/:sittingId/comments',
    summary: 'Add a remark to the file, or to one incident in it. The same id again adds nothing.',
    may: watchers,
    params: ofRoomSitting,
    body: z.strictObject({ commentId, incidentId: incidentId.nullable(), text: remark }),
    reply: reviewComment,
  }),
  decide: route({
    method: 'POST',
    path: '/api/rooms/:roomId/sittings/:sittingId/decisions',
    summary:
      'Decide about an ended sitting, with a reason; its candidate is told. The same id again decides nothing. Fails with sittingNotOver.',
    may: watchers,
    params: ofRoomSitting,
    body: z.strictObject({ decisionId, outcome: decisionOutcome, reason: remark }),
    reply: decision,
  }),
  sittingReport: route({
    method: 'GET',
    path: '/api/rooms/:roomId/sittings/:sittingId/report',
    summary: 'The file of a sitting as a PDF.',
    may: watchers,
    params: ofRoomSitting,
    download: 'application/pdf',
  }),
  roomReport: route({
    method: 'GET',
    path: '/api/rooms/:roomId/report',
    summary:
      'A line for every incident and every intervention of a room, and one for the coverage of each sitting, as CSV.',
    may: watchers,
    params: z.strictObject({ roomId }),
    download: 'text/csv',
  }),
  myReview: route({
    method: 'GET',
    path: '/api/sittings/:sittingId/review',
    summary: 'What was seen and decided about my ended sitting, and my reply. Fails with sittingNotOver.',
    may: candidateOnly,
    params: oneSitting,
    reply: sittingReview.pick({ serverTime: true, sittingId: true, state: true, exam: true, incidents: true }).extend({
      interventions: z.array(interventionEntry),
      decision: decision.omit({ byName: true }).nullable(),
      reply: candidateReply.nullable(),
      /** Until when I may reply; null while there is nothing to reply to. */
      replyUntil: instant.nullable(),
    }),
  }),
  replyToReview: route({
    method: 'POST',
    path: '/api/sittings/:sittingId/reply',
    summary: 'Say what I have to say about a decision; the last text counts. Fails with replyClosed.',
    may: candidateOnly,
    params: oneSitting,
    body: z.strictObject({
      text: z
        .string()
        .trim()
        .min(1)
        .max(4 * limits.messageCharacters)
        .regex(/^[\P{Cc}\n\t]*$/u, 'must be text'),
    }),
    reply: candidateReply,
  }),
} as const;
