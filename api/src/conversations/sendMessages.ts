import type { MessageText } from '@invigil/contract/conversation';
import { AppError } from '@invigil/contract/errors';
import type { MessageId, PersonId, RoomId, SittingId } from '@invigil/contract/ids';
import { sql } from '@mikro-orm/core';
import type { EntityManager } from '@mikro-orm/postgresql';
import { z } from 'zod';
import { newId } from '../newId.ts';
import { Sitting } from '../sittings/sitting.ts';
import { Message } from './message.ts';

export interface Batch {
  roomId: RoomId;
  sittingIds: readonly SittingId[];
  key: string;
  byId: PersonId;
  message: MessageText;
  at: Date;
}

const written = z.array(z.object({ id: z.uuid() }));

/**
 * Writes one message to each of these sittings, in one statement whatever their number. Who has the one of this key already
 * is sent nothing.
 * @returns what is new.
 * @throws {AppError} notFound when one is not in the room, keyReused when something else was sent with the key.
 */
export async function sendMessages(tx: EntityManager, batch: Batch): Promise<Message[]> {
  const { roomId, key, byId, message, at } = batch;
  const sittingIds = [...new Set(batch.sittingIds)];
  if ((await tx.count(Sitting, { id: { $in: sittingIds }, room: roomId })) < sittingIds.length) {
    throw new AppError({ code: 'notFound' });
  }
  const text = 'text' in message ? message.text : null;
  const canned = 'canned' in message ? message.canned : null;
  const rows = sittingIds.map((sitting) => ({ id: newId<MessageId>(), sitting_id: sitting }));
  const sent = await tx.execute(sql`
    insert into message (id, sitting_id, key, at, by_id, text, canned)
    select id, sitting_id, ${key}, ${at}::timestamptz, ${byId}, ${text}::text, ${canned}::text
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as given (id uuid, sitting_id uuid)
    on conflict (sitting_id, key) do nothing returning id`);
  const ids = written.parse(sent).map(({ id }) => id);
  if (ids.length < sittingIds.length) {
    const same = await tx.count(Message, { key, sitting: { $in: sittingIds }, by: byId, text, canned });
    if (same < sittingIds.length) throw new AppError({ code: 'keyReused' });
  }
  return tx.find(Message, { id: { $in: ids as MessageId[] } });
}
