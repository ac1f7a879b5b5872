import { AppError } from '@invigil/contract/errors';
import { type RouteName, routes } from '@invigil/contract/routes';
import type { RouteRow } from '@invigil/contract/routes/route';
import type { Clock } from '@invigil/server-kit/clock';
import type { EntityManager } from '@mikro-orm/postgresql';
import type { FastifyInstance, FastifyReply, FastifyRequest, FastifySchema } from 'fastify';
import { z } from 'zod';
import type { DatabaseWatch } from '../db/databaseWatch.ts';
import type { Orm } from '../db/orm.ts';
import { missingConsents } from '../legal/consent.ts';
import { findSession } from '../sessions/findSession.ts';
import { type Session, sessionLifetimeMs } from '../sessions/session.ts';
import { Allowances } from './allowances.ts';
import { type Download, sendDownload } from './download.ts';
import type { Call, Handlers } from './handlers.ts';
import { errorReply } from './openapi.ts';
import { SessionCookie } from './sessionCookie.ts';
import { mustBeOfType, readUploads, uploadOf } from './uploads.ts';

/** Requests of one account: far above what a page makes, far below what hurts. */
const perAccount = { burst: 200, everyMs: 50 };

export interface RouteSurroundings {
  orm: Orm;
  database: DatabaseWatch;
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
  readUploads(app);
  const requests = new Allowances(perAccount, surroundings.clock);
  const closing = new AbortController();
  app.addHook('preClose', async () => closing.abort());
  for (const name of Object.keys(routes) as RouteName[]) {
    addRoute(app, name, { ...surroundings, requests, closing: closing.signal });
  }
}

function addRoute<N extends RouteName>(
  app: FastifyInstance,
  name: N,
  {
    orm,
    database,
    clock,
    handlers,
    secureCookies,
    requests,
    closing,
  }: RouteSurroundings & { requests: Allowances; closing: AbortSignal },
): void {
  const row: RouteRow = routes[name];
  const bodyLimit = row.upload?.maxBytes ?? row.bodyLimit;
  const callers = new WeakMap<FastifyRequest, Caller>();

  app.route({
    method: row.method,
    url: row.path,
    schema: schemaOf(name),
    ...(bodyLimit === undefined ? {} : { bodyLimit }),
    onRequest: async (request) => {
      const em = orm.em.fork();
      const now = new Date(clock.now());
      const cookie = new SessionCookie(request, { secure: secureCookies, maxAgeMs: sessionLifetimeMs });
      const session = row.may === 'anyone' ? undefined : await database.under(() => sessionOf(em, cookie, now));
      if (session) {
        requests.take(session.account.id);
        if (!row.may.includes(session.account.role)) throw new AppError({ code: 'forbidden' });
        if (!row.beforeConsent) await database.under(() => mustHaveConsented(em, session));
        if (session.renew(now) && cookie.token) cookie.set(cookie.token);
      }
      if (row.upload) mustBeOfType(row.upload, request);
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
        // Fastify has replaced these by what the row's schemas made of them.
        params: request.params,
        query: request.query,
        body: request.body,
        file: row.upload && uploadOf(request.body),
        address: request.ip,
        userAgent: request.headers['user-agent'] ?? '',
        host: request.host,
        gone: row.waitMs === undefined ? closing : AbortSignal.any([closing, connectionEnd(reply)]),
      } as Call<N>;
      const result = await database.under(async () => {
        const done = await handlers[name](call);
        await caller.em.flush();
        return done;
      });
      caller.cookie.writeTo(reply);
      reply.header('cache-control', 'no-store');
      // Who waited until the server stops would otherwise keep their connection, and the server, open.
      if (closing.aborted) reply.header('connection', 'close');
      return row.download ? sendDownload(reply, row.download, result as Download) : reply.send(result);
    },
  });
}

/** @throws {AppError} unauthenticated without a cookie, or when its session is unknown, expired or of a suspended account. */
async function sessionOf(em: EntityManager, cookie: SessionCookie, now: Date): Promise<Session> {
  const session = cookie.token === undefined ? null : await findSession(em, cookie.token);
  if (!session?.admits(now)) throw new AppError({ code: 'unauthenticated' });
  return session;
}

/** Aborts when the reply has been sent, or its reader went away before. */
function connectionEnd(reply: FastifyReply): AbortSignal {
  const end = new AbortController();
  reply.raw.once('close', () => end.abort());
  return end.signal;
}

/** @throws {AppError} consentRequired in a session that was opened before the current documents were accepted. */
async function mustHaveConsented(em: EntityManager, { consentDue, account }: Session): Promise<void> {
  if (consentDue) throw new AppError({ code: 'consentRequired', missing: await missingConsents(em, account) });
}

function schemaOf(name: RouteName): FastifySchema {
  const row: RouteRow = routes[name];
  return {
    operationId: name,
    summary: row.summary,
    tags: [row.may === 'anyone' ? 'anyone' : row.may.join(', ')],
    security: row.may === 'anyone' ? [] : [{ session: [] }],
    params: row.params,
    querystring: row.query,
    ...(row.upload ? { consumes: [row.upload.type] } : row.method === 'GET' ? {} : { body: row.body }),
    response: {
      200: row.download ? { content: { [row.download]: { schema: z.string() } } } : row.reply,
      default: errorReply,
    },
  };
}
