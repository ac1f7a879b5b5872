import { z } from 'zod';

/** Branded ids, so that one kind of id cannot be passed where another is expected. Stored rows use uuid v7. */
export const personId = z.uuid().brand<'PersonId'>();
export const examId = z.uuid().brand<'ExamId'>();
export const sittingId = z.uuid().brand<'SittingId'>();
export const roomId = z.uuid().brand<'RoomId'>();
export const sessionId = z.uuid().brand<'SessionId'>();
export const invitationId = z.uuid().brand<'InvitationId'>();
export const invitationRunId = z.uuid().brand<'InvitationRunId'>();
export const rosterImportId = z.uuid().brand<'RosterImportId'>();
export const documentId = z.uuid().brand<'DocumentId'>();
export const deletionRequestId = z.uuid().brand<'DeletionRequestId'>();
/** A question of one exam; the only question of an exam without a list has the id of the exam itself. */
export const questionId = z.uuid().brand<'QuestionId'>();
export const choiceId = z.uuid().brand<'ChoiceId'>();
/** A file that is part of an answer. */
export const answerFileId = z.uuid().brand<'AnswerFileId'>();
/** One device check; its live sitting and its room have the same id. */
export const checkId = z.uuid().brand<'CheckId'>();
/** Random, made once and kept by one browser: whether it is the device that was checked. */
export const deviceId = z.uuid().brand<'DeviceId'>();
/** Random, made by each page when it opens: which of somebody's pages holds the writing. */
export const pageId = z.uuid().brand<'PageId'>();
/** Made by whoever saw it first, so that telling it again is harmless. */
export const incidentId = z.uuid().brand<'IncidentId'>();
export const stillId = z.uuid().brand<'StillId'>();
export const interruptionId = z.uuid().brand<'InterruptionId'>();
/** What a proctor did about one sitting; made of the key of the press, so that a repeat is harmless. */
export const interventionId = z.uuid().brand<'InterventionId'>();
/** Made by the page that sends it. */
export const messageId = z.uuid().brand<'MessageId'>();
export const handId = z.uuid().brand<'HandId'>();
/** One look of a proctor at one candidate, full size. */
export const lookId = z.uuid().brand<'LookId'>();
export const commentId = z.uuid().brand<'CommentId'>();
export const decisionId = z.uuid().brand<'DecisionId'>();
export const auditEntryId = z.uuid().brand<'AuditEntryId'>();

/** One mediasoup producer: a published track. */
export const streamId = z.uuid().brand<'StreamId'>();
/** One mediasoup consumer: a proctor's watch of one stream. */
export const watchId = z.uuid().brand<'WatchId'>();
export const transportId = z.uuid().brand<'TransportId'>();

/** Names of processes and workers: short, printable, unique in a cluster. */
const name = z.string().regex(/^[\w.:-]{1,80}$/);
export const nodeId = name.brand<'NodeId'>();
export const workerId = name.brand<'WorkerId'>();
/** One person's live place in signaling; it outlives a dropped socket for a grace period. */
export const presenceId = z.uuid().brand<'PresenceId'>();

export type PersonId = z.infer<typeof personId>;
export type ExamId = z.infer<typeof examId>;
export type SittingId = z.infer<typeof sittingId>;
export type RoomId = z.infer<typeof roomId>;
export type SessionId = z.infer<typeof sessionId>;
export type InvitationId = z.infer<typeof invitationId>;
export type InvitationRunId = z.infer<typeof invitationRunId>;
export type RosterImportId = z.infer<typeof rosterImportId>;
export type DocumentId = z.infer<typeof documentId>;
export type DeletionRequestId = z.infer<typeof deletionRequestId>;
export type QuestionId = z.infer<typeof questionId>;
export type ChoiceId = z.infer<typeof choiceId>;
export type AnswerFileId = z.infer<typeof answerFileId>;
export type CheckId = z.infer<typeof checkId>;
export type DeviceId = z.infer<typeof deviceId>;
export type PageId = z.infer<typeof pageId>;
export type IncidentId = z.infer<typeof incidentId>;
export type StillId = z.infer<typeof stillId>;
export type InterruptionId = z.infer<typeof interruptionId>;
export type InterventionId = z.infer<typeof interventionId>;
export type MessageId = z.infer<typeof messageId>;
export type HandId = z.infer<typeof handId>;
export type LookId = z.infer<typeof lookId>;
export type CommentId = z.infer<typeof commentId>;
export type DecisionId = z.infer<typeof decisionId>;
export type AuditEntryId = z.infer<typeof auditEntryId>;
export type StreamId = z.infer<typeof streamId>;
export type WatchId = z.infer<typeof watchId>;
export type TransportId = z.infer<typeof transportId>;
export type NodeId = z.infer<typeof nodeId>;
export type WorkerId = z.infer<typeof workerId>;
export type PresenceId = z.infer<typeof presenceId>;
