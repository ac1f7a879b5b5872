import { AppError } from '@invigil/contract/errors';
import type { MessageId } from '@invigil/contract/ids';
import { sql } from '@mikro-orm/core';
import type { EntityManager } from '@mikro-orm/postgresql';
import { Allowances } from '../http/allowances.ts';
import type { Handlers } from '../http/handlers.ts';
import { lifeOf } from '../incidents/sittingLife.ts';
import { type RoomTellers, tellProctored } from '../proctoring/tellProctored.ts';
import type { Sitting } from '../sittings/sitting.ts';
import { findMySitting } from '../writing/mySitting.ts';
import { handEntryOf, messageEntryOf, readConversation, toldToCandidate } from './entries.ts';
import { raiseHand, takeDown } from './hands.ts';
import { Message } from './message.ts';
import { tellConversation } from './tellConversation.ts';

/** Of one account: somebody who is upset writes a lot; a flood would bury the others’ questions. */
const messagesPerAccount = { burst: 20, everyMs: 3_000 };
const handsPerAccount = { burst: 10, everyMs: 10_000 };

type CandidateRoute = 'myConversation' | 'writeToProctor' | 'raiseHand' | 'lowerHand';

/** A candidate's side of the conversation with their proctors. */
export function candidateConversationHandlers(parts: RoomTellers): Pick<Handlers, CandidateRoute> {
  const messages = new Allowances(messagesPerAccount, parts.clock);
  const hands = new Allowances(handsPerAccount, parts.clock);

  return {
    async myConversation({ em, session: { account }, params: { sittingId }, now }) {
      await findMySitting(em, { sittingId, account });
      const entries = await readConversation(em, sittingId);
      return {
        serverTime: now.toISOString(),
        entries: entries.map(toldToCandidate).filter((entry) => entry !== undefined),
      };
    },

    async writeToProctor({ em, session: { account }, params: { sittingId }, body: { messageId, text }, now }) {
      messages.take(account.id);
      const sitting = await findMySitting(em, { sittingId, account });
      // Asked only for its refusal a day after the end.
      lifeOf(sitting, now);
      const { message, isNew } = await write(em, { sitting, messageId, text, at: now });
      const entry = messageEntryOf(message);
      if (isNew) {
        await tellConversation(parts, sitting.room.id, [entry]);
        await tellProctored(parts, sitting.room.id, [sittingId]);
      }
      return { entry };
    },

    async raiseHand({ em, session: { account }, params: { sittingId }, body: { handId }, now }) {
      hands.take(account.id);
      const sitting = await findMySitting(em, { sittingId, account });
      if (sitting.hasEnded() || now >= sitting.closing(now)) throw new AppError({ code: 'sittingOver' });
      const { hand, isNew } = await raiseHand(em, { handId, sitting, at: now });
      const entry = handEntryOf(hand);
      if (isNew) {
        await tellConversation(parts, sitting.room.id, [entry]);
        await tellProctored(parts, sitting.room.id, [sittingId]);
      }
      return { entry };
    },

    async lowerHand({ em, session: { account }, params: { sittingId, handId }, now }) {
      const sitting = await findMySitting(em, { sittingId, account });
      const lowered = await takeDown(em, { handId, of: { id: sittingId }, answeredBy: null, at: now });
      if (lowered) {
        await tellConversation(parts, sitting.room.id, [handEntryOf(lowered)]);
        await tellProctored(parts, sitting.room.id, [sittingId]);
      }
      return {};
    },
  };
}

/** @throws {AppError} keyReused when the id is of another conversation. */
async function write(
  em: EntityManager,
  { sitting, messageId, text, at }: { sitting: Sitting; messageId: MessageId; text: string; at: Date },
): Promise<{ message: Message; isNew: boolean }> {
  const written = await em.execute(sql`
    insert into message (id, sitting_id, key, at, text)
    values (${messageId}, ${sitting.id}, ${messageId}, ${at}::timestamptz, ${text}) on conflict do nothing returning id`);
  const message = await em.findOne(Message, { id: messageId, sitting, by: null });
  if (!message) throw new AppError({ code: 'keyReused' });
  return { message, isNew: written.length > 0 };
}
