import {
  type ConversationEntry,
  conversationEntry,
  conversationOf,
  roomConversationsOf,
} from '@invigil/contract/conversation';
import type { RoomId } from '@invigil/contract/ids';
import type { Tellers } from '../writing/tellSitting.ts';
import { toldToCandidate } from './entries.ts';

/**
 * Tells a room what was said or done, and each candidate what is theirs of it, after it is committed. Never fails: who could
 * not be told reads it from the conversation.
 */
export async function tellConversation(
  { cluster, log }: Tellers,
  roomId: RoomId,
  entries: readonly ConversationEntry[],
): Promise<void> {
  try {
    for (const entry of entries) {
      await cluster.tell(roomConversationsOf(roomId), conversationEntry, entry);
      const told = toldToCandidate(entry);
      if (told) await cluster.tell(conversationOf(entry.sittingId), conversationEntry, told);
    }
  } catch (err) {
    log.warn({ err, roomId }, 'could not tell a conversation');
  }
}
