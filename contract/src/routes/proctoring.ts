import { z } from 'zod';
import { conversationEntry, messageText } from '../conversation.ts';
import { errorInside } from '../errors.ts';
import { handId, interventionId, messageId, personId, roomId, sittingId } from '../ids.ts';
import { ofEachIntervention } from '../interventions.ts';
import { limits } from '../limits.ts';
import { proctoredSitting } from '../proctoredSitting.ts';
import { sittingState } from '../sittingStates.ts';
import { examRules } from './exam.ts';
import { idempotencyKey, remark } from './fields.ts';
import { adminOnly, instant, route } from './route.ts';

const watchers = ['proctor', 'admin'] as const;
const ofRoom = z.strictObject({ roomId });
const ofRoomSitting = z.strictObject({ roomId, sittingId });
const ofRoomHand = z.strictObject({ roomId, handId });
const someSittings = z.array(sittingId).min(1).max(limits.sittingsPerIntervention);
/** Each sitting is changed by itself: what is refused for one is done for the others. */
const outcome = z.object({
  serverTime: instant,
  done: z.array(proctoredSitting),
  refused: z.array(z.object({ sittingId, error: errorInside })),
});

/** A proctor of the team, or an admin who supervises. */
export const teamMember = z.object({ personId, name: z.string(), supervises: z.boolean() });
export type TeamMember = z.infer<typeof teamMember>;

export const proctoring = z.object({
  serverTime: instant,
  rules: examRules,
  durationMinutes: z.int(),
  questionCount: z.int(),
  team: z.array(teamMember),
  sittings: z.array(proctoredSitting),
});
export type Proctoring = z.infer<typeof proctoring>;

/** What is known of a candidate's device, by their last device check; null fields were not said. */
export const deviceFacts = z.object({
  validatedAt: instant.nullable(),
  browser: z.string().nullable(),
  steps: z.array(z.object({ step: z.string(), outcome: z.string(), facts: z.record(z.string(), z.unknown()) })),
});

export const supervisedRoom = z.object({
  roomId,
  name: z.string(),
  examTitle: z.string(),
  opensAt: instant,
  closesAt: instant,
  /** The team, and who of it is there. */
  team: z.array(teamMember.omit({ supervises: true }).extend({ isHere: z.boolean(), candidates: z.int() })),
  states: z.partialRecord(sittingState, z.int()),
  hands: z.int(),
  /** Since when the hand waits that has waited longest. */
  oldestHandAt: instant.nullable(),
  unread: z.int(),
  oldestUnreadAt: instant.nullable(),
  /** Candidates who write and have not been looked at for as long as the exam asks. */
  overlooked: z.int(),
  incidents: z.object({ technical: z.int(), conduct: z.int() }),
});
export type SupervisedRoom = z.infer<typeof supervisedRoom>;

export const proctoringRoutes = {
  proctoring: route({
    method: 'GET',
    path: '/api/rooms/:roomId/proctoring',
    summary: 'Everything my console shows of a room, beside what is live.',
    may: watchers,
    params: ofRoom,
    reply: proctoring,
  }),
  intervene: route({
    method: 'POST',
    path: '/api/rooms/:roomId/interventions',
    summary:
      'Do something about some sittings of my room, each by itself. The same key again does nothing twice. A sitting is refused with actedMeanwhile when a colleague did something to it that is not `seen`, sittingOver, sittingNotStarted, sittingBegun, alreadyInForce.',
    may: watchers,
    params: ofRoom,
    body: z.strictObject({
      key: idempotencyKey,
      sittings: z
        .array(z.strictObject({ sittingId, seen: interventionId.nullable() }))
        .min(1)
        .max(limits.sittingsPerIntervention),
      intervention: ofEachIntervention({}),
      reason: remark,
      /** A termination is asked twice. */
      isConfirmed: z.boolean(),
    }),
    reply: outcome,
  }),
  undoInterventions: route({
    method: 'POST',
    path: '/api/rooms/:roomId/interventions/undo',
    summary:
      'End, take back or withdraw what was done, each by itself; what is undone already stays so. Refused with cannotBeUndone, sittingOver, sittingBegun.',
    may: watchers,
    params: ofRoom,
    body: z.strictObject({
      interventionIds: z.array(interventionId).min(1).max(limits.sittingsPerIntervention),
      reason: remark,
    }),
    reply: outcome,
  }),
  conversation: route({
    method: 'GET',
    path: '/api/rooms/:roomId/sittings/:sittingId/conversation',
    summary: 'Everything between a candidate and the proctors, the first thing first.',
    may: watchers,
    params: ofRoomSitting,
    reply: z.object({ serverTime: instant, entries: z.array(conversationEntry) }),
  }),
  sendMessages: route({
    method: 'POST',
    path: '/api/rooms/:roomId/messages',
    summary:
      'Write to candidates of my room. The same id again sends nothing twice. Fails with notFound for a stranger.',
    may: watchers,
    params: ofRoom,
    body: z.strictObject({ key: idempotencyKey, sittingIds: someSittings, message: messageText }),
    reply: z.object({ serverTime: instant, sent: z.int() }),
  }),
  readMessages: route({
    method: 'POST',
    path: '/api/rooms/:roomId/sittings/:sittingId/messages/read',
    summary: 'I have read what the candidate wrote up to this message.',
    may: watchers,
    params: ofRoomSitting,
    body: z.strictObject({ messageId }),
  }),
  answerHand: route({
    method: 'POST',
    path: '/api/rooms/:roomId/hands/:handId/answer',
    summary: 'I look after this raised hand. One that is down already stays so.',
    may: watchers,
    params: ofRoomHand,
  }),
  sittingWork: route({
    method: 'GET',
    path: '/api/rooms/:roomId/sittings/:sittingId/work',
    summary: 'What is being written, where the exam lets proctors read it. Fails with answersHidden where it does not.',
    may: watchers,
    params: ofRoomSitting,
    reply: z.object({
      serverTime: instant,
      answers: z.array(z.object({ prompt: z.string(), text: z.string(), words: z.int(), savedAt: instant.nullable() })),
    }),
  }),
  sittingDevice: route({
    method: 'GET',
    path: '/api/rooms/:roomId/sittings/:sittingId/device',
    summary: 'What the last device check of a candidate found.',
    may: watchers,
    params: ofRoomSitting,
    reply: deviceFacts,
  }),
  coverage: route({
    method: 'GET',
    path: '/api/rooms/:roomId/coverage',
    summary: 'Who looked at whom full size, when and for how long, the last look first.',
    may: watchers,
    params: ofRoom,
    query: z.strictObject({ sittingId: sittingId.optional() }),
    reply: z.object({
      serverTime: instant,
      looks: z
        .array(z.object({ sittingId, personId, byName: z.string(), beganAt: instant, seconds: z.int() }))
        .max(2_000),
    }),
  }),
  supervision: route({
    method: 'GET',
    path: '/api/admin/supervision',
    summary: 'Every room whose exam is open or opens within a day: staffing, waiting times, and who is overlooked.',
    may: adminOnly,
    reply: z.object({ serverTime: instant, rooms: z.array(supervisedRoom) }),
  }),
} as const;
