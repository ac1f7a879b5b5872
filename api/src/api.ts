import cookie from '@fastify/cookie';
import { AppError } from '@invigil/contract/errors';
import type { Clock } from '@invigil/server-kit/clock';
import type { Cluster } from '@invigil/server-kit/cluster/cluster';
import type { JoinKeys } from '@invigil/server-kit/joinToken';
import type { Log } from '@invigil/server-kit/log';
import { Metrics } from '@invigil/server-kit/metrics';
import type { ReadinessCheck } from '@invigil/server-kit/ops';
import Fastify, { type FastifyBaseLogger, type FastifyInstance, LogController } from 'fastify';
import { serializerCompiler, validatorCompiler } from 'fastify-type-provider-zod';
import { accountHandlers } from './accounts/handlers.ts';
import { answerHandlers } from './answers/handlers.ts';
import { auditHandlers } from './audit/handlers.ts';
import { Background } from './background.ts';
import { candidateConversationHandlers } from './conversations/candidateHandlers.ts';
import { roomConversationHandlers } from './conversations/roomHandlers.ts';
import { CopyPrinter } from './copies/copyPrinter.ts';
import { copyHandlers } from './copies/handlers.ts';
import { DashboardChanges } from './dashboard/changes.ts';
import { dashboardHandlers } from './dashboard/handlers.ts';
import { DatabaseWatch } from './db/databaseWatch.ts';
import { askDatabase, type Orm } from './db/orm.ts';
import { deviceHandlers } from './devices/handlers.ts';
import { Receipts } from './devices/receipts.ts';
import { entryHandlers } from './entry/handlers.ts';
import { documentHandlers } from './exams/documentHandlers.ts';
import { examHandlers } from './exams/handlers.ts';
import { FileStore } from './files/fileStore.ts';
import { type ConnectionLimits, limitConnections, usualConnectionLimits } from './http/connectionLimits.ts';
import type { Handlers } from './http/handlers.ts';
import { answerBrokenRequest, errorHandler, sendError } from './http/httpErrors.ts';
import { addHttpMetrics } from './http/httpMetrics.ts';
import { addOpenApi } from './http/openapi.ts';
import { originGuard } from './http/origin.ts';
import { addRoutes } from './http/routes.ts';
import { addSecurityHeaders } from './http/securityHeaders.ts';
import { sessionCookieName } from './http/sessionCookie.ts';
import { WebPage } from './http/webPage.ts';
import { incidentHandlers } from './incidents/handlers.ts';
import { interventionHandlers } from './interventions/handlers.ts';
import { adminInvitationHandlers } from './invitations/adminHandlers.ts';
import { invitationHandlers } from './invitations/handlers.ts';
import { Invitations } from './invitations/invitations.ts';
import { runHandlers } from './invitations/runHandlers.ts';
import { JoinTokens, type SignalingUrl } from './joinTokens.ts';
import { legalHandlers } from './legal/handlers.ts';
import { ApiNode } from './live/apiNode.ts';
import { lookHandlers } from './looks/handlers.ts';
import type { WrittenMail } from './mails/outboxDelivery.ts';
import { passwordResetHandlers } from './passwordResets/handlers.ts';
import { peopleHandlers } from './people/handlers.ts';
import { proctoringHandlers } from './proctoring/handlers.ts';
import { supervisionHandlers } from './proctoring/supervision.ts';
import type { RetentionDays } from './retention/settings.ts';
import { candidateReviewHandlers } from './reviews/candidateHandlers.ts';
import { reviewHandlers } from './reviews/handlers.ts';
import { adminRoomHandlers } from './rooms/adminRooms.ts';
import { examSittingHandlers } from './rooms/examSittings.ts';
import { roomHandlers } from './rooms/handlers.ts';
import { rosterHandlers } from './roster/handlers.ts';
import { SecretKeys } from './secretKeys.ts';
import { sessionHandlers } from './sessions/handlers.ts';
import { Passwords } from './sessions/passwords.ts';
import { SignInLimits } from './sessions/signInLimits.ts';
import { sittingHandlers } from './sittings/handlers.ts';
import { writingHandlers } from './writing/handlers.ts';

/** The largest body a route takes, in bytes. */
const bodyLimit = 64 * 1024;
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
  /** How many days a full device check counts. */
  deviceCheckDays: number;
  mail: {
    /** smtp:// or smtps:// with the account in it; without one, mails are written to `outboxDir`. */
    smtpUrl?: string;
    /** The sender, such as `Invigil <exams@school.example>`. */
    from: string;
    outboxDir: string;
  };
  /** The folder of uploaded documents. */
  filesDir: string;
  /** What one client may hold of the server; the usual limits where nothing is given. */
  connections?: Partial<ConnectionLimits>;
  /** How long what is known of people is kept; the usual times when it is not given. */
  retention?: RetentionDays;
  /** The time zone in which people are told times before their browser has told theirs. */
  timeZone: string;
  /** The origins of our pages, when they cannot be told from the host that is asked. */
  publicOrigins?: readonly string[];
}

export interface ApiParts {
  /** Migrated already; whoever opened it closes it, after the api. */
  orm: Orm;
  /** Through it the api reads what is live and tells what it decides. Whoever opened it closes it, after the api. */
  cluster: Cluster;
  log: Log;
  clock: Clock;
  config: ApiConfig;
  metrics?: Metrics;
  /** Told of each mail that was written to the outbox. */
  onMailWritten?: (mail: WrittenMail) => void;
}

/** The HTTP half of Invigil. */
export class Api {
  readonly metrics: Metrics;
  /** What must answer for the api to do its work. */
  readonly checks: Record<string, ReadinessCheck>;
  readonly #app: FastifyInstance;
  readonly #background: Background;
  readonly #database: DatabaseWatch;
  readonly #openNode: () => Promise<ApiNode>;
  #node: ApiNode | undefined;

  static async create(parts: ApiParts): Promise<Api> {
    const { orm, cluster, log, clock, config, metrics = new Metrics('api'), onMailWritten = () => {} } = parts;
    const connections = { ...usualConnectionLimits, ...config.connections };
    const fastifyLog: FastifyBaseLogger = log;
    const app = Fastify({
      loggerInstance: fastifyLog,
      logController: new LogController({ disableRequestLogging: true }),
      trustProxy: [...(config.trustedProxies ?? [])],
      bodyLimit,
      requestTimeout: connections.requestMs,
      http: { headersTimeout: connections.headersMs, connectionsCheckingInterval: connections.checkMs },
      exposeHeadRoutes: false,
      frameworkErrors: (error, request, reply) => errorHandler(log)(error, request, reply),
      clientErrorHandler: answerBrokenRequest,
    });
    const refused = metrics.counter('connections_refused_total', 'Connections beyond what may be held at once.');
    limitConnections(app.server, connections, {
      exempt: config.trustedProxies ?? [],
      onRefused: () => refused.inc(),
    });
    app.setValidatorCompiler(validatorCompiler);
    app.setSerializerCompiler(serializerCompiler);
    app.setErrorHandler(errorHandler(log));

    const { joinTokenPrivateJwk: privateJwk, signalingUrl } = config;
    const joinTokens = new JoinTokens({ privateJwk, signalingUrl, clock, cluster });
    const passwords = await Passwords.create();
    metrics.gauge(
      'password_checks_waiting',
      'Sign-ins that wait for their turn to be checked.',
      () => passwords.waiting,
    );
    metrics.gauge('passwords_hashed', 'Passwords hashed or checked since the start.', () => passwords.worked);
    const limits = new SignInLimits(clock);
    const databaseUrl = orm.config.get('clientUrl') ?? '';
    const database = new DatabaseWatch({ databaseUrl, log });
    const changes = new DashboardChanges({ databaseUrl, database, log });
    metrics.gauge('dashboards_waiting', 'Dashboards that wait to hear of a change.', () => changes.waiting);
    app.addHook('onClose', () => changes.close());
    const printer = new CopyPrinter();
    app.addHook('onClose', () => printer.close());
    const { key: networkKey, days } = config.accessCodes;
    const keys = new SecretKeys(networkKey);
    const invitations = new Invitations(keys, days);
    const files = new FileStore(config.filesDir);
    const receipts = new Receipts(config.joinTokenPrivateJwk);
    const tellers = { cluster, log, orm, clock };
    const handlers: Handlers = {
      ...sessionHandlers({ passwords, limits, log }),
      ...accountHandlers({ passwords, limits }),
      ...legalHandlers({ networkKey }),
      ...invitationHandlers({ keys, networkKey, invitations, passwords, limits }),
      ...adminInvitationHandlers(invitations),
      ...runHandlers,
      ...passwordResetHandlers({ keys, passwords, limits }),
      ...dashboardHandlers({ changes, clock, timeZone: config.timeZone }),
      ...entryHandlers(tellers),
      ...writingHandlers(tellers),
      ...answerHandlers({ files, log }),
      ...copyHandlers({ printer, timeZone: config.timeZone }),
      ...deviceHandlers({ joinTokens, cluster, clock, receipts, validDays: config.deviceCheckDays }),
      ...incidentHandlers({ cluster, files, clock, log }),
      ...candidateConversationHandlers(tellers),
      ...roomConversationHandlers(tellers),
      ...lookHandlers,
      ...supervisionHandlers({ cluster }),
      ...interventionHandlers(tellers),
      ...proctoringHandlers,
      ...reviewHandlers({ printer, timeZone: config.timeZone }),
      ...candidateReviewHandlers,
      ...sittingHandlers(joinTokens),
      ...roomHandlers(joinTokens),
      ...peopleHandlers(invitations),
      ...rosterHandlers,
      ...examHandlers(tellers),
      ...documentHandlers({ files, log }),
      ...adminRoomHandlers,
      ...examSittingHandlers(tellers),
      ...auditHandlers,
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
    addRoutes(app, { orm, database, clock, handlers, secureCookies: config.secureCookies });
    await page?.addTo(app);
    app.setNotFoundHandler((request, reply) => {
      const isOfApi = /^\/api(\/|\?|$)/.test(request.url);
      if (page?.isFor(request) && !isOfApi) return page.send(reply);
      return sendError(reply, new AppError({ code: 'notFound' }));
    });
    await app.ready();
    const background = new Background({
      orm,
      database,
      cluster,
      log,
      clock,
      metrics,
      keys,
      invitations,
      files,
      config,
      onMailWritten,
    });
    const openNode = () => ApiNode.open({ orm, cluster, clock, log });
    return new Api(app, { orm, database, metrics, background, openNode });
  }

  private constructor(
    app: FastifyInstance,
    parts: {
      orm: Orm;
      database: DatabaseWatch;
      metrics: Metrics;
      background: Background;
      openNode: () => Promise<ApiNode>;
    },
  ) {
    this.#app = app;
    const { orm, database } = parts;
    this.#background = parts.background;
    this.#openNode = parts.openNode;
    this.#database = database;
    this.checks = { database: () => database.under(() => askDatabase(orm)) };
    this.metrics = parts.metrics;
  }

  /**
   * Starts to listen, to be found by signaling, and to send mails; `port` 0 takes any free one.
   * @throws with code EADDRINUSE when the port is taken.
   */
  async listen({ host, port }: { host: string; port: number }): Promise<{ port: number }> {
    const listening: Promise<string> = this.#app.listen({ host, port });
    await listening;
    this.#node = await this.#openNode();
    this.#database.start();
    this.#background.start();
    const address = this.#app.server.address();
    return { port: typeof address === 'object' && address !== null ? address.port : port };
  }

  /** Answers what is under way, for a few seconds at most, then stops. Idempotent. */
  async close(): Promise<void> {
    const cut = setTimeout(() => this.#app.server.closeAllConnections(), longestGoodbye);
    await this.#node?.close();
    try {
      await this.#app.close();
    } finally {
      clearTimeout(cut);
      await this.#background.close();
      await this.#database.close();
    }
  }
}

export function createApi(parts: ApiParts): Promise<Api> {
  return Api.create(parts);
}
