import { randomBytes } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createHttpCaller, type HttpCaller } from '@invigil/contract/client/httpCaller';
import { nodeId } from '@invigil/contract/ids';
import { ManualClock } from '@invigil/server-kit/clock';
import type { Cluster } from '@invigil/server-kit/cluster/cluster';
import { LocalHub } from '@invigil/server-kit/cluster/local';
import { generateJoinKeys, type JoinKeys } from '@invigil/server-kit/joinToken';
import { createLog } from '@invigil/server-kit/log';
import { inject } from 'vitest';
import { Account } from '../src/accounts/account.ts';
import { type Api, type ApiConfig, createApi } from '../src/api.ts';
import { type Orm, openOrm } from '../src/db/orm.ts';
import { Session } from '../src/sessions/session.ts';
import { migratedTemplate, TestDatabase } from './testDatabase.ts';

/** A config that reaches nothing outside of `folder`. */
export function testConfig(keys: JoinKeys, folder: string): ApiConfig {
  return {
    joinTokenPrivateJwk: keys.privateJwk,
    signalingUrl: 'ws://live.invigil.example/live',
    secureCookies: false,
    publicUrl: 'https://exams.example',
    accessCodes: { key: randomBytes(32).toString('base64url'), days: 30 },
    deviceCheckDays: 14,
    mail: { from: 'Invigil <exams@exams.example>', outboxDir: path.join(folder, 'outbox') },
    filesDir: path.join(folder, 'files'),
    timeZone: 'Europe/Paris',
  };
}

/** A running api with a database, a clock and keys of its own. */
export class TestApi {
  readonly url: string;
  readonly api: Api;
  readonly #hub: LocalHub;
  readonly #others: Cluster[] = [];
  /** The api's own node. */
  readonly cluster: Cluster;
  readonly orm: Orm;
  readonly database: TestDatabase;
  readonly clock: ManualClock;
  readonly keys: JoinKeys;
  /** To start another api beside it, with the same database. */
  readonly config: ApiConfig;
  /** Its log, outbox and files; goes with it. */
  readonly folder: string;

  static async start({
    serverUrl = inject('postgresUrl'),
    template = migratedTemplate,
    ...config
  }: Partial<ApiConfig> & { serverUrl?: string; template?: string } = {}): Promise<TestApi> {
    const database = await TestDatabase.create(serverUrl, { template });
    const folder = await mkdtemp(path.join(tmpdir(), 'invigil-api-'));
    const log = createLog({ name: 'api', level: 'debug', file: path.join(folder, 'log') });
    const clock = new ManualClock(Date.UTC(2026, 5, 15, 9));
    const keys = await generateJoinKeys();
    const orm = openOrm({ databaseUrl: database.url, log });
    const whole = { ...testConfig(keys, folder), ...config };
    const hub = new LocalHub({ clock });
    const cluster = await hub.join(nodeId.parse('api'), { log });
    const api = await createApi({ orm, cluster, log, clock, config: whole });
    const { port } = await api.listen({ host: '127.0.0.1', port: 0 });
    return new TestApi({
      url: `http://127.0.0.1:${port}`,
      api,
      hub,
      cluster,
      orm,
      database,
      clock,
      keys,
      config: whole,
      folder,
    });
  }

  private constructor(parts: {
    url: string;
    api: Api;
    hub: LocalHub;
    cluster: Cluster;
    orm: Orm;
    database: TestDatabase;
    clock: ManualClock;
    keys: JoinKeys;
    config: ApiConfig;
    folder: string;
  }) {
    this.url = parts.url;
    this.api = parts.api;
    this.#hub = parts.hub;
    this.cluster = parts.cluster;
    this.orm = parts.orm;
    this.database = parts.database;
    this.clock = parts.clock;
    this.keys = parts.keys;
    this.config = parts.config;
    this.folder = parts.folder;
  }

  /** Another node of the cluster, for the test to play; it goes with the server. */
  async join(name: string): Promise<Cluster> {
    const log = createLog({ name: 'test', level: 'silent' });
    const node = await this.#hub.join(nodeId.parse(name), { log });
    this.#others.push(node);
    return node;
  }

  /** A browser that holds a session of this account. */
  async as(account: Account): Promise<HttpCaller> {
    return this.caller(await this.cookieOf(account));
  }

  /** Opens a session without asking for a password, and gives its cookie header. */
  async cookieOf(account: Account, given: { consentDue?: boolean } = {}): Promise<string> {
    const em = this.orm.em.fork();
    const now = new Date(this.clock.now());
    const from = { address: '127.0.0.1', browser: 'Chrome 130 · Linux', consentDue: false, ...given };
    const { token } = Session.open(em, { account: em.getReference(Account, account.id), now, ...from });
    await em.flush();
    return `invigil=${token}`;
  }

  caller(cookie?: string): HttpCaller {
    return createHttpCaller({
      baseUrl: this.url,
      fetch: (url, init) => fetch(url, { ...init, headers: { ...init.headers, ...(cookie ? { cookie } : {}) } }),
    });
  }

  /** Everything logged so far. */
  log(): Promise<string> {
    return readFile(path.join(this.folder, 'log'), 'utf8');
  }

  async close(): Promise<void> {
    for (const node of this.#others) await node.close();
    await this.api.close();
    await this.cluster.close();
    await this.orm.close();
    await this.database.drop();
    await rm(this.folder, { recursive: true, force: true });
  }
}
