import { AppError } from '@invigil/contract/errors';
import type { RoomId, SittingId } from '@invigil/contract/ids';
import { LockMode } from '@mikro-orm/core';
import type { EntityManager } from '@mikro-orm/postgresql';
import { Sitting } from '../sittings/sitting.ts';

/**
 * A sitting of a room as it is now, with its exam and its row locked until the end of the transaction.
 * @throws {AppError} notFound, also for one of another room or of a draft.
 */
export async function lockRoomSitting(
  tx: EntityManager,
  { roomId, sittingId }: { roomId: RoomId; sittingId: SittingId },
): Promise<Sitting> {
  const mine = { id: sittingId, room: roomId };
  const sitting = await tx.findOne(Sitting, mine, { lockMode: LockMode.PESSIMISTIC_WRITE, refresh: true });
  if (sitting) await tx.populate(sitting, ['exam']);
  if (!sitting || sitting.exam.state === 'draft') throw new AppError({ code: 'notFound' });
  return sitting;
}
