import { AppError } from '@invigil/contract/errors';
import { type RouteBody, type RouteName, type RouteParams, routes } from '@invigil/contract/routes';
import type { Clock } from '@invigil/server-kit/clock';
import type { EntityManager } from '@mikro-orm/postgresql';
import type { FastifyInstance, FastifyRequest, FastifySchema } from 'fastify';
import type { Orm } from '../db/orm.ts';
import { Session, sessionLifetimeMs } from '../sessions/session.ts';
import { Allowances } from './allowances.ts';
import type { Call, Handlers } from './handlers.ts';
import { errorReply } from './openapi.ts';
import { SessionCookie } from './sessionCookie.ts';

/** Requests of one account: far above what a page makes, far below what hurts. */
const perAccount = { burst: 200, everyMs: 50 };

export interface RouteSurroundings {
  orm: Orm;
  clock: Clock;
  handlers: Handlers;
  secureCookies: boolean;
}

/** What a request has gathered before its body is read. */
interface Caller {
  em: EntityManager;
  now: Date;
  cookie: SessionCookie;
  session: Session | undefined;
}

/** Adds every row of the table: who may call is settled first, then the input is parsed, then the handler acts. */
export function addRoutes(app: FastifyInstance, surroundings: RouteSurroundings): void {
  const requests = new Allowances(perAccount, surroundings.clock);
  for (const name of Object.keys(routes) as RouteName[]) addRoute(app, name, surroundings, requests);
}

function addRoute<N extends RouteName>(
  app: FastifyInstance,
  name: N,
  { orm, clock, handlers, secureCookies }: RouteSurroundings,
  requests: Allowances,
): void {
  const row = routes[name];
  const callers = new WeakMap<FastifyRequest, Caller>();

  app.route({
    method: row.method,
    url: row.path,
    schema: schemaOf(name),
    onRequest: async (request) => {
      const em = orm.em.fork();
      const now = new Date(clock.now());
      const cookie = new SessionCookie(request, { secure: secureCookies, maxAgeMs: sessionLifetimeMs });
      const session = row.may === 'anyone' ? undefined : await sessionOf(em, cookie, now);
      if (session) {
        requests.take(session.account.id);
        if (!(row.may as readonly string[]).includes(session.account.role)) throw new AppError({ code: 'forbidden' });
        if (session.renew(now) && cookie.token) cookie.set(cookie.token);
      }
      callers.set(request, { em, now, cookie, session });
    },
    // A request that needs no body may come without one.
    preValidation: async (request) => {
      request.body ??= {};
    },
    handler: async (request, reply) => {
      const caller = callers.get(request);
      if (!caller) throw new Error('a request reached its handler without being let in');
      const call = {
        ...caller,
        // Fastify has replaced both by what the row's schemas made of them.
        params: request.params as RouteParams<N>,
        body: request.body as RouteBody<N>,
        address: request.ip,
        host: request.host,
      } as Call<N>;
      const result = await handlers[name](call);
      await caller.em.flush();
      caller.cookie.writeTo(reply);
      return reply.header('cache-control', 'no-store').send(result);
    },
  });
}

/** @throws {AppError} unauthenticated without a cookie, or when its session is unknown, expired or of a suspended account. */
async function sessionOf(em: EntityManager, cookie: SessionCookie, now: Date): Promise<Session> {
  const session =
    cookie.token === undefined
      ? null
      : await em.findOne(Session, Session.hashOf(cookie.token), { populate: ['account'] });
  if (!session?.admits(now)) throw new AppError({ code: 'unauthenticated' });
  return session;
}

function schemaOf(name: RouteName): FastifySchema {
  const row = routes[name];
  return {
    operationId: name,
    summary: row.summary,
    tags: [row.may === 'anyone' ? 'anyone' : row.may.join(', ')],
    security: row.may === 'anyone' ? [] : [{ session: [] }],
    params: row.params,
    ...(row.method === 'GET' ? {} : { body: row.body }),
    response: { 200: row.reply, default: errorReply },
  };
}
