import { AppError } from '@invigil/contract/errors';
import { type RoomId, roomId, type SittingId, sittingId } from '@invigil/contract/ids';

/** The ids of an address. Throws notFound of what is none. */
export function parsedRoomId(given: string): RoomId {
  const id = roomId.safeParse(given);
  if (!id.success) throw new AppError({ code: 'notFound' });
  return id.data;
}

export function parsedSittingId(given: string): SittingId {
  const id = sittingId.safeParse(given);
  if (!id.success) throw new AppError({ code: 'notFound' });
  return id.data;
}
