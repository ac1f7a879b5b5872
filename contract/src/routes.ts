import { z } from 'zod';
import { examId, personId, roomId, sittingId } from './ids.ts';
import type { Role } from './roles.ts';
import { language, role } from './roles.ts';

const nothing = z.strictObject({});
/** Replies are plain objects: what a row does not name never leaves the server, and an older page ignores what is new. */
const noReply = z.object({});
const instant = z.iso.datetime();

export const me = z.object({
  personId,
  name: z.string(),
  email: z.string(),
  role,
  language,
});
export type Me = z.infer<typeof me>;

export const sittingState = z.enum([
  'scheduled',
  'lobby',
  'writing',
  'paused',
  'submitting',
  'submitted',
  'timedOut',
  'terminated',
  'noShow',
]);

export const examRules = z.object({ webcam: z.boolean(), screen: z.boolean() });

export const mySitting = z.object({
  sittingId,
  roomId,
  state: sittingState,
  exam: z.object({
    examId,
    title: z.string(),
    opensAt: instant,
    closesAt: instant,
    durationMinutes: z.int(),
    rules: examRules,
  }),
});
export type MySitting = z.infer<typeof mySitting>;

export const room = z.object({
  roomId,
  name: z.string(),
  exam: z.object({ examId, title: z.string(), opensAt: instant, closesAt: instant }),
  sittings: z.array(z.object({ sittingId, state: sittingState, candidateName: z.string() })),
});
export type Room = z.infer<typeof room>;

export const roomSummary = room.omit({ sittings: true }).extend({ sittingCount: z.int() });
export type RoomSummary = z.infer<typeof roomSummary>;

/** A join token and where to use it. It is valid once, until `expiresAt`. */
export const joinGrant = z.object({ token: z.string().max(4_096), signalingUrl: z.url(), expiresAt: instant });
export type JoinGrant = z.infer<typeof joinGrant>;

interface RouteRow {
  method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  path: string;
  summary: string;
  params: z.ZodType;
  body: z.ZodType;
  reply: z.ZodType;
  /** Who may call it; `anyone` needs no session. */
  may: readonly Role[] | 'anyone';
}

const everyone = ['candidate', 'proctor', 'admin'] as const;

/** Every HTTP route. The server's routes, the browser's client and OpenAPI all derive from this table. */
export const routes = {
  signIn: {
    method: 'POST',
    path: '/api/sign-in',
    summary: 'Open a session with an e-mail and a password; sets the session cookie.',
    params: nothing,
    body: z.strictObject({ email: z.email().max(254), password: z.string().min(1).max(256) }),
    reply: me,
    may: 'anyone',
  },
  signOut: {
    method: 'POST',
    path: '/api/sign-out',
    summary: 'End the session of this browser.',
    params: nothing,
    body: nothing,
    reply: noReply,
    may: everyone,
  },
  me: {
    method: 'GET',
    path: '/api/me',
    summary: 'Who is signed in.',
    params: nothing,
    body: nothing,
    reply: me,
    may: everyone,
  },
  changeMe: {
    method: 'PATCH',
    path: '/api/me',
    summary: 'Change the preferred language.',
    params: nothing,
    body: z.strictObject({ language }),
    reply: me,
    may: everyone,
  },
  mySittings: {
    method: 'GET',
    path: '/api/sittings',
    summary: 'My sittings, the next one first.',
    params: nothing,
    body: nothing,
    reply: z.object({ serverTime: instant, sittings: z.array(mySitting) }),
    may: ['candidate'],
  },
  sittingJoinToken: {
    method: 'POST',
    path: '/api/sittings/:sittingId/join-token',
    summary: 'A single-use token that admits me to publish in my open sitting.',
    params: z.strictObject({ sittingId }),
    body: nothing,
    reply: joinGrant,
    may: ['candidate'],
  },
  myRooms: {
    method: 'GET',
    path: '/api/rooms',
    summary: 'The rooms I proctor; for an admin, the newest rooms.',
    params: nothing,
    body: nothing,
    reply: z.object({ serverTime: instant, rooms: z.array(roomSummary) }),
    may: ['proctor', 'admin'],
  },
  room: {
    method: 'GET',
    path: '/api/rooms/:roomId',
    summary: 'One room and its sittings.',
    params: z.strictObject({ roomId }),
    body: nothing,
    reply: room,
    may: ['proctor', 'admin'],
  },
  roomJoinToken: {
    method: 'POST',
    path: '/api/rooms/:roomId/join-token',
    summary: 'A single-use token that admits me to watch one of my rooms.',
    params: z.strictObject({ roomId }),
    body: nothing,
    reply: joinGrant,
    may: ['proctor'],
  },
} as const satisfies Record<string, RouteRow>;

export type Routes = typeof routes;
export type RouteName = keyof Routes;
export type RouteParams<N extends RouteName> = z.output<Routes[N]['params']>;
export type RouteBody<N extends RouteName> = z.output<Routes[N]['body']>;
export type RouteReply<N extends RouteName> = z.output<Routes[N]['reply']>;
