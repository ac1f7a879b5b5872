import type { z } from 'zod';
import { accountRoutes } from './routes/account.ts';
import { adminAuditRoutes } from './routes/admin/audit.ts';
import { adminExamRoutes } from './routes/admin/exams.ts';
import { adminInvitationRoutes } from './routes/admin/invitationRuns.ts';
import { adminPeopleRoutes } from './routes/admin/people.ts';
import { adminRoomRoutes } from './routes/admin/rooms.ts';
import { adminRosterRoutes } from './routes/admin/roster.ts';
import { conversationRoutes } from './routes/conversation.ts';
import { copyRoutes } from './routes/copies.ts';
import { dashboardRoutes } from './routes/dashboard.ts';
import { deviceCheckRoutes } from './routes/deviceChecks.ts';
import { entryRoutes } from './routes/entry.ts';
import { incidentRoutes } from './routes/incidents.ts';
import { invitationRoutes } from './routes/invitations.ts';
import { legalRoutes } from './routes/legal.ts';
import { proctoringRoutes } from './routes/proctoring.ts';
import { reviewRoutes } from './routes/reviews.ts';
import { roomRoutes } from './routes/rooms.ts';
import type { RouteRow } from './routes/route.ts';
import { sessionRoutes } from './routes/sessions.ts';
import { sittingRoutes } from './routes/sittings.ts';
import { writingRoutes } from './routes/writing.ts';

/** Every HTTP route. The server's routes, the browser's client and OpenAPI all derive from this table. */
export const routes = {
  ...sessionRoutes,
  ...accountRoutes,
  ...legalRoutes,
  ...invitationRoutes,
  ...dashboardRoutes,
  ...copyRoutes,
  ...deviceCheckRoutes,
  ...sittingRoutes,
  ...entryRoutes,
  ...writingRoutes,
  ...incidentRoutes,
  ...roomRoutes,
  ...proctoringRoutes,
  ...conversationRoutes,
  ...reviewRoutes,
  ...adminPeopleRoutes,
  ...adminInvitationRoutes,
  ...adminRosterRoutes,
  ...adminExamRoutes,
  ...adminRoomRoutes,
  ...adminAuditRoutes,
} as const satisfies Record<string, RouteRow>;

export type Routes = typeof routes;
export type RouteName = keyof Routes;
export type RouteParams<N extends RouteName> = z.output<Routes[N]['params']>;
export type RouteQuery<N extends RouteName> = z.output<Routes[N]['query']>;
/** What a caller writes into a query; the server reads the same with defaults filled in and lists taken apart. */
export type GivenQuery<N extends RouteName> = z.input<Routes[N]['query']>;
export type RouteBody<N extends RouteName> = z.output<Routes[N]['body']>;
export type RouteReply<N extends RouteName> = z.output<Routes[N]['reply']>;
/** The routes whose reply is a file. */
export type DownloadName = { [N in RouteName]: Routes[N]['download'] extends undefined ? never : N }[RouteName];
/** The routes whose body is a file. */
export type UploadName = { [N in RouteName]: Routes[N]['upload'] extends undefined ? never : N }[RouteName];
