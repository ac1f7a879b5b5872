import { z } from 'zod';
import { cannedCode } from './cannedMessages.ts';
import { handId, interventionId, messageId, personId, type RoomId, type SittingId, sittingId } from './ids.ts';
import { ofEachIntervention } from './interventions.ts';
import { limits } from './limits.ts';

/** Milliseconds of the server clock. */
const moment = z.int().min(0);
const reason = z.string().max(limits.messageCharacters);

/** What somebody wrote, or a canned message, which each reads in their own language. */
export const messageText = z.union([
  z.strictObject({ text: z.string().min(1).max(limits.messageCharacters) }),
  z.strictObject({ canned: cannedCode }),
]);
export type MessageText = z.infer<typeof messageText>;

export const messageEntry = z.strictObject({
  type: z.literal('message'),
  messageId,
  sittingId,
  at: moment,
  from: z.enum(['candidate', 'proctor']),
  /** Who of the team wrote it; null for the candidate, and for what a candidate is told. */
  byId: personId.nullable(),
  message: messageText,
});

/** A hand that is up, or was: `answered` by a proctor, or `lowered` by its candidate. */
export const handEntry = z.strictObject({
  type: z.literal('hand'),
  handId,
  sittingId,
  at: moment,
  state: z.enum(['raised', 'answered', 'lowered']),
  endedAt: moment.nullable(),
});

const interventionOfEntry = ofEachIntervention({
  interventionId,
  reason,
  /** When it was undone, and why. */
  undoneAt: moment.nullable(),
  undoReason: reason.nullable(),
  /** Of a requested view: when the candidate said that it was shown. */
  answeredAt: moment.nullable(),
});

export const interventionEntry = z.strictObject({
  type: z.literal('intervention'),
  sittingId,
  at: moment,
  byId: personId.nullable(),
  intervention: interventionOfEntry,
});

/** One thing between a candidate and the proctors. The same one again, by its id, replaces the first. */
export const conversationEntry = z.discriminatedUnion('type', [messageEntry, handEntry, interventionEntry]);
export type ConversationEntry = z.infer<typeof conversationEntry>;

/** The id of an entry, by which a newer state of it replaces the older. */
export function entryIdOf(entry: ConversationEntry): string {
  if (entry.type === 'message') return entry.messageId;
  return entry.type === 'hand' ? entry.handId : entry.intervention.interventionId;
}

/** The subjects on which signaling hears it, for the candidate and for the proctors of the room. */
export const conversationOf = (of: SittingId) => `conversation/${of}`;
export const roomConversationsOf = (roomId: RoomId) => `roomConversations/${roomId}`;
