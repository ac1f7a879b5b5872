import { z } from 'zod';
import { roomId, sittingId } from '../ids.ts';
import { sittingState } from '../sittingStates.ts';
import { examHeading } from './exam.ts';
import { instant, route } from './route.ts';
import { joinGrant } from './sittings.ts';

export const room = z.object({
  roomId,
  name: z.string(),
  exam: examHeading,
  sittings: z.array(z.object({ sittingId, state: sittingState, candidateName: z.string() })),
});
export type Room = z.infer<typeof room>;

export const roomSummary = room.omit({ sittings: true }).extend({ sittingCount: z.int() });
export type RoomSummary = z.infer<typeof roomSummary>;

const watchers = ['proctor', 'admin'] as const;

export const roomRoutes = {
  myRooms: route({
    method: 'GET',
    path: '/api/rooms',
    summary: 'The rooms I proctor; for an admin, the newest rooms.',
    may: watchers,
    reply: z.object({ serverTime: instant, rooms: z.array(roomSummary) }),
  }),
  room: route({
    method: 'GET',
    path: '/api/rooms/:roomId',
    summary: 'One room and its sittings.',
    may: watchers,
    params: z.strictObject({ roomId }),
    reply: room,
  }),
  roomJoinToken: route({
    method: 'POST',
    path: '/api/rooms/:roomId/join-token',
    summary: 'A single-use token that admits me to watch one of my rooms; an admin may watch any as a supervisor.',
    may: watchers,
    params: z.strictObject({ roomId }),
    reply: joinGrant,
  }),
} as const;
