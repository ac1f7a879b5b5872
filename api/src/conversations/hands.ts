import { AppError } from '@invigil/contract/errors';
import type { HandId, PersonId, RoomId, SittingId } from '@invigil/contract/ids';
import { sql } from '@mikro-orm/core';
import type { EntityManager } from '@mikro-orm/postgresql';
import type { Sitting } from '../sittings/sitting.ts';
import { Hand } from './hand.ts';

/**
 * Raises the hand of a sitting, unless one of its hands is up.
 * @returns the one of this id, or else the one that is up, and whether it was raised just now.
 * @throws {AppError} keyReused when the id is of another sitting.
 */
export async function raiseHand(
  em: EntityManager,
  { handId, sitting, at }: { handId: HandId; sitting: Sitting; at: Date },
): Promise<{ hand: Hand; isNew: boolean }> {
  const raised = await em.execute(sql`
    insert into hand (id, sitting_id, raised_at) values (${handId}, ${sitting.id}, ${at}::timestamptz)
    on conflict do nothing returning id`);
  const hand =
    (await em.findOne(Hand, { id: handId, sitting })) ?? (await em.findOne(Hand, { sitting, endedAt: null }));
  if (!hand) throw new AppError({ code: 'keyReused' });
  return { hand, isNew: raised.length > 0 };
}

/**
 * Takes a hand down: answered by somebody of the team, or lowered by its candidate.
 * @returns undefined when it was down already.
 * @throws {AppError} notFound when it is not of the room, or of the sitting.
 */
export async function takeDown(
  em: EntityManager,
  {
    handId,
    of,
    answeredBy,
    at,
  }: { handId: HandId; of: { room: RoomId } | { id: SittingId }; answeredBy: PersonId | null; at: Date },
): Promise<Hand | undefined> {
  if ((await em.count(Hand, { id: handId, sitting: of })) === 0) throw new AppError({ code: 'notFound' });
  const changed = await em.execute(sql`
    update hand set ended_at = greatest(raised_at, ${at}::timestamptz), answered_by_id = ${answeredBy}
    where id = ${handId} and ended_at is null returning id`);
  if (changed.length === 0) return undefined;
  return em.findOneOrFail(Hand, { id: handId }, { refresh: true });
}
