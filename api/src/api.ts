import cookie from '@fastify/cookie';
import { AppError } from '@invigil/contract/errors';
import type { Clock } from '@invigil/server-kit/clock';
import type { JoinKeys } from '@invigil/server-kit/joinToken';
import type { Log } from '@invigil/server-kit/log';
import { Metrics } from '@invigil/server-kit/metrics';
import type { ReadinessCheck } from '@invigil/server-kit/ops';
import Fastify, { type FastifyBaseLogger, type FastifyInstance, LogController } from 'fastify';
import { serializerCompiler, validatorCompiler } from 'fastify-type-provider-zod';
import { accountHandlers } from './accounts/handlers.ts';
import { askDatabase, type Orm } from './db/orm.ts';
import type { Handlers } from './http/handlers.ts';
import { answerBrokenRequest, errorHandler, sendError } from './http/httpErrors.ts';
import { addHttpMetrics } from './http/httpMetrics.ts';
import { notYet } from './http/notYet.ts';
import { addOpenApi } from './http/openapi.ts';
import { originGuard } from './http/origin.ts';
import { addRoutes } from './http/routes.ts';
import { addSecurityHeaders } from './http/securityHeaders.ts';
import { sessionCookieName } from './http/sessionCookie.ts';
import { WebPage } from './http/webPage.ts';
import { JoinTokens, type SignalingUrl } from './joinTokens.ts';
import { legalHandlers } from './legal/handlers.ts';
import { roomHandlers } from './rooms/handlers.ts';
import { sessionHandlers } from './sessions/handlers.ts';
import { Passwords } from './sessions/passwords.ts';
import { SignInLimits } from './sessions/signInLimits.ts';
import { sittingHandlers } from './sittings/handlers.ts';

/** The largest body a route takes, in bytes. */
const bodyLimit = 64 * 1024;
/** A request must have arrived whole by then, so that a slow one cannot hold a connection. Milliseconds. */
const requestTimeout = 30_000;
/** Whoever has not read their reply by then, when we stop, is cut off. Milliseconds. */
const longestGoodbye = 5_000;

export interface ApiConfig {
  joinTokenPrivateJwk: JoinKeys['privateJwk'];
  signalingUrl: SignalingUrl;
  /** The folder of the built web app; without one, only the api is served. */
  webRoot?: string;
  /** Whether browsers reach us over HTTPS. */
  secureCookies: boolean;
  /** Addresses or networks of proxies whose X-Forwarded-* headers are believed; nobody's by default. */
  trustedProxies?: readonly string[];
  /** Where people open our pages; the links in mails begin with it. */
  publicUrl: string;
  accessCodes: {
    /** 32 bytes or more, base64url: keys the hashes of access codes and of networks, and seals what waits in mails. */
    key: string;
    /** How long a code is valid. */
    days: number;
  };
  mail: {
    /** smtp:// or smtps:// with the account in it; without one, mails are written to `outboxDir`. */
    smtpUrl?: string;
    /** The sender, such as `Invigil <exams@school.example>`. */
    from: string;
    outboxDir: string;
  };
  /** The folder of uploaded documents. */
  filesDir: string;
  /** The time zone in which people are told times before their browser has told theirs. */
  timeZone: string;
  /** The origins of our pages, when they cannot be told from the host that is asked. */
  publicOrigins?: readonly string[];
}

export interface ApiParts {
  /** Migrated already; whoever opened it closes it, after the api. */
  orm: Orm;
  log: Log;
  clock: Clock;
  config: ApiConfig;
  metrics?: Metrics;
}

/** The HTTP half of Invigil. */
export class Api {
  readonly metrics: Metrics;
  /** What must answer for the api to do its work. */
  readonly checks: Record<string, ReadinessCheck>;
  readonly #app: FastifyInstance;

  static async create({ orm, log, clock, config, metrics = new Metrics('api') }: ApiParts): Promise<Api> {
    const fastifyLog: FastifyBaseLogger = log;
    const app = Fastify({
      loggerInstance: fastifyLog,
      logController: new LogController({ disableRequestLogging: true }),
      trustProxy: [...(config.trustedProxies ?? [])],
      bodyLimit,
      requestTimeout,
      exposeHeadRoutes: false,
      frameworkErrors: (error, request, reply) => errorHandler(log)(error, request, reply),
      clientErrorHandler: answerBrokenRequest,
    });
    app.setValidatorCompiler(validatorCompiler);
    app.setSerializerCompiler(serializerCompiler);
    app.setErrorHandler(errorHandler(log));

    const joinTokens = new JoinTokens(config.joinTokenPrivateJwk, config.signalingUrl, clock);
    const passwords = await Passwords.create();
    metrics.gauge(
      'password_checks_waiting',
      'Sign-ins that wait for their turn to be checked.',
      () => passwords.waiting,
    );
    const limits = new SignInLimits(clock);
    const handlers: Handlers = {
      ...sessionHandlers({ passwords, limits, log }),
      ...accountHandlers({ passwords, limits }),
      ...legalHandlers({ networkKey: config.accessCodes.key }),
      ...sittingHandlers(joinTokens),
      ...roomHandlers(joinTokens),
      ...notYet,
    };

    addHttpMetrics(app, metrics);
    const page = config.webRoot === undefined ? undefined : await WebPage.read(config.webRoot);
    await addSecurityHeaders(app, {
      overTls: config.secureCookies,
      signalingUrl: (host) => joinTokens.signalingUrl(host),
    });
    app.addHook('onRequest', originGuard(config.publicOrigins ?? []));
    await app.register(cookie);
    await addOpenApi(app, { cookieName: sessionCookieName(config.secureCookies) });
    addRoutes(app, { orm, clock, handlers, secureCookies: config.secureCookies });
    await page?.addTo(app);
    app.setNotFoundHandler((request, reply) => {
      const isOfApi = /^\/api(\/|\?|$)/.test(request.url);
      if (page?.isFor(request) && !isOfApi) return page.send(reply);
      return sendError(reply, new AppError({ code: 'notFound' }));
    });
    await app.ready();
    return new Api(app, orm, metrics);
  }

  private constructor(app: FastifyInstance, orm: Orm, metrics: Metrics) {
    this.#app = app;
    this.checks = { database: () => askDatabase(orm) };
    this.metrics = metrics;
  }

  /** Starts to listen; `port` 0 takes any free one. @throws with code EADDRINUSE when the port is taken. */
  async listen({ host, port }: { host: string; port: number }): Promise<{ port: number }> {
    const listening: Promise<string> = this.#app.listen({ host, port });
    await listening;
    const address = this.#app.server.address();
    return { port: typeof address === 'object' && address !== null ? address.port : port };
  }

  /** Answers what is under way, for a few seconds at most, then stops. Idempotent. */
  async close(): Promise<void> {
    const cut = setTimeout(() => this.#app.server.closeAllConnections(), longestGoodbye);
    try {
      await this.#app.close();
    } finally {
      clearTimeout(cut);
    }
  }
}

export function createApi(parts: ApiParts): Promise<Api> {
  return Api.create(parts);
}
