import { AppError } from '@invigil/contract/errors';
import type { MessageId, SittingId } from '@invigil/contract/ids';
import { sql } from '@mikro-orm/core';
import type { EntityManager } from '@mikro-orm/postgresql';
import { audit } from '../audit/auditEntry.ts';
import { Allowances } from '../http/allowances.ts';
import type { Handlers } from '../http/handlers.ts';
import { type RoomTellers, tellProctored } from '../proctoring/tellProctored.ts';
import { handEntryOf, messageEntryOf, readConversation } from './entries.ts';
import { takeDown } from './hands.ts';
import { findWatchedRoom, findWatchedSitting } from './roomSitting.ts';
import { sendMessages } from './sendMessages.ts';
import { tellConversation } from './tellConversation.ts';

/** Of one account; each can be to a whole room. */
const batchesPerAccount = { burst: 60, everyMs: 1_000 };

type RoomRoute = 'conversation' | 'sendMessages' | 'readMessages' | 'answerHand';

/** The team's side of the conversations of a room. */
export function roomConversationHandlers(parts: RoomTellers): Pick<Handlers, RoomRoute> {
  const batches = new Allowances(batchesPerAccount, parts.clock);

  return {
    async conversation({ em, session: { account }, params, now }) {
      await findWatchedSitting(em, account, params);
      return { serverTime: now.toISOString(), entries: await readConversation(em, params.sittingId) };
    },

    async sendMessages({ em, session: { account }, params: { roomId }, body, now, address }) {
      batches.take(account.id);
      await findWatchedRoom(em, account, roomId);
      const { key, sittingIds, message } = body;
      const sent = await em.transactional(async (tx) => {
        const fresh = await sendMessages(tx, { roomId, sittingIds, key, byId: account.id, message, at: now });
        if (fresh.length > 0) {
          const facts = {
            key,
            sent: String(fresh.length),
            ...('canned' in message ? { canned: message.canned } : {}),
            ...(fresh.length === 1 && fresh[0] ? { sittingId: fresh[0].sitting.id } : {}),
          };
          audit(tx, { at: now, actorId: account.id, address, action: 'messagesSent', subjectId: roomId, facts });
        }
        return fresh;
      });
      await tellConversation(parts, roomId, sent.map(messageEntryOf));
      return { serverTime: now.toISOString(), sent: new Set(sittingIds).size };
    },

    async readMessages({ em, session: { account }, params, body: { messageId }, now }) {
      const { roomId, sittingId } = params;
      await findWatchedSitting(em, account, { roomId, sittingId });
      if (await markRead(em, { sittingId, messageId, at: now })) await tellProctored(parts, roomId, [sittingId]);
      return {};
    },

    async answerHand({ em, session: { account }, params: { roomId, handId }, now, address }) {
      await findWatchedRoom(em, account, roomId);
      const answered = await em.transactional(async (tx) => {
        const hand = await takeDown(tx, { handId, of: { room: roomId }, answeredBy: account.id, at: now });
        if (hand) {
          const subjectId = hand.sitting.id;
          audit(tx, { at: now, actorId: account.id, address, action: 'handAnswered', subjectId, facts: { handId } });
        }
        return hand;
      });
      if (answered) {
        await tellConversation(parts, roomId, [handEntryOf(answered)]);
        await tellProctored(parts, roomId, [answered.sitting.id]);
      }
      return {};
    },
  };
}

/**
 * What the candidate wrote is read up to a message of the conversation, whoever wrote that.
 * @returns whether anything of it was unread.
 * @throws {AppError} notFound when there is no such message in the conversation.
 */
async function markRead(
  em: EntityManager,
  { sittingId, messageId, at }: { sittingId: SittingId; messageId: MessageId; at: Date },
): Promise<boolean> {
  const last = await em.execute(sql`select from message where id = ${messageId} and sitting_id = ${sittingId}`);
  if (last.length === 0) throw new AppError({ code: 'notFound' });
  const read = await em.execute(sql`
    update message m set read_at = ${at}::timestamptz from message last
    where last.id = ${messageId} and m.sitting_id = ${sittingId} and m.by_id is null and m.read_at is null
      and (m.at, m.id) <= (last.at, last.id) returning m.id`);
  return read.length > 0;
}
