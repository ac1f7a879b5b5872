import { AppError } from '@invigil/contract/errors';
import { limits } from '@invigil/contract/limits';
import type { FilterQuery } from '@mikro-orm/core';
import type { Account } from '../accounts/account.ts';
import { audit } from '../audit/auditEntry.ts';
import type { Handlers } from '../http/handlers.ts';
import type { JoinTokens } from '../joinTokens.ts';
import { Sitting } from '../sittings/sitting.ts';
import { Room } from './room.ts';
import { roomClosing } from './roomClosing.ts';

export function roomHandlers(joinTokens: JoinTokens): Pick<Handlers, 'myRooms' | 'room' | 'roomJoinToken'> {
  return {
    async myRooms({ em, session, now }) {
      const rooms = await em.find(Room, visibleTo(session.account), {
        populate: ['exam'],
        orderBy: [{ exam: { opensAt: 'desc' } }, { name: 'asc' }],
        limit: limits.roomsPerProctor,
      });
      const counts = await em.countBy(Sitting, 'room', { where: { room: { $in: rooms } } });
      return {
        serverTime: now.toISOString(),
        rooms: rooms.map((room) => ({ ...room.asHeading(), sittingCount: counts[room.id] ?? 0 })),
      };
    },

    async room({ em, session, params }) {
      const room = await em.findOne(
        Room,
        { $and: [{ id: params.roomId }, visibleTo(session.account)] },
        { populate: ['exam'] },
      );
      if (!room) throw new AppError({ code: 'notFound' });
      const sittings = await em.find(
        Sitting,
        { room },
        { populate: ['candidate'], orderBy: { candidate: { name: 'asc' } } },
      );
      return {
        ...room.asHeading(),
        sittings: sittings.map(({ id, state, candidate }) => ({ sittingId: id, state, candidateName: candidate.name })),
      };
    },

    async roomJoinToken({ em, session: { account }, params, now, host, address }) {
      const isMine = { $and: [{ id: params.roomId }, visibleTo(account)] };
      const room = await em.findOne(Room, isMine, { populate: ['exam'] });
      if (!room) throw new AppError({ code: 'notFound' });
      const closing = await roomClosing(em, room, now);
      if (now >= closing) throw new AppError({ code: 'examClosed' });
      audit(em, { at: now, actorId: account.id, address, action: 'roomJoinTokenIssued', subjectId: room.id });
      return joinTokens.grant(host, {
        role: 'proctor',
        personId: account.id,
        rooms: [room.id],
        supervises: account.role === 'admin',
        endsAt: closing.getTime(),
      });
    },
  };
}

/** A proctor sees the rooms they are assigned to; an admin sees every room. */
export function visibleTo(account: Account): FilterQuery<Room> {
  return account.role === 'admin' ? {} : { proctors: account };
}
