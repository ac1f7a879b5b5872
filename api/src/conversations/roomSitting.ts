import { AppError } from '@invigil/contract/errors';
import type { RoomId, SittingId } from '@invigil/contract/ids';
import type { EntityManager } from '@mikro-orm/postgresql';
import type { Account } from '../accounts/account.ts';
import { visibleTo } from '../rooms/handlers.ts';
import { Room } from '../rooms/room.ts';
import { Sitting } from '../sittings/sitting.ts';

/** A room that somebody watches, with its exam. @throws {AppError} notFound, also for the room of other proctors. */
export async function findWatchedRoom(em: EntityManager, account: Account, roomId: RoomId): Promise<Room> {
  const room = await em.findOne(Room, { $and: [{ id: roomId }, visibleTo(account)] }, { populate: ['exam'] });
  if (!room) throw new AppError({ code: 'notFound' });
  return room;
}

/** A sitting in it, with its exam and its candidate. @throws {AppError} notFound. */
export async function findWatchedSitting(
  em: EntityManager,
  account: Account,
  { roomId, sittingId }: { roomId: RoomId; sittingId: SittingId },
): Promise<Sitting> {
  const room = await findWatchedRoom(em, account, roomId);
  const sitting = await em.findOne(Sitting, { id: sittingId, room }, { populate: ['exam', 'candidate'] });
  if (!sitting) throw new AppError({ code: 'notFound' });
  return sitting;
}
