import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createApi } from '@invigil/api/api';
import { migrate } from '@invigil/api/db/migrations';
import { openOrm } from '@invigil/api/db/orm';
import type { AskHandlers } from '@invigil/contract/benchQuestions';
import { benchApi } from '@invigil/contract/benchServer';
import { nodeId } from '@invigil/contract/ids';
import { systemClock } from '@invigil/server-kit/clock';
import { LocalHub } from '@invigil/server-kit/cluster/local';
import { generateJoinKeys } from '@invigil/server-kit/joinToken';
import { createLog } from '@invigil/server-kit/log';
import { EmbeddedDatabase } from '../all-in-one/database/embeddedDatabase.ts';
import { answerBench } from '../benchChild.ts';
import { randomKey } from './codes.ts';
import { BenchPeople } from './people.ts';
import { statementsOf } from './statements.ts';

/**
 * The server under test of `bench:api`: the api and a PostgreSQL of its own, which keeps what it acknowledged like any
 * other. Listens on the loopback interface only, and ends with the process that started it.
 */

const host = '127.0.0.1';
const clock = systemClock;
const log = createLog({ name: 'bench-api', level: 'error' });
const folder = mkdtempSync(path.join(tmpdir(), 'invigil-bench-api-'));
// The account of the database must reach it, or its data would lie elsewhere and stay.
chmodSync(folder, 0o755);
const database = await EmbeddedDatabase.start({ dataDir: path.join(folder, 'data'), log, say: () => {} });
const orm = openOrm({ databaseUrl: database.url, log });
await migrate(orm);
const key = randomKey();
const people = await BenchPeople.create({ orm, clock, key });
const cluster = await new LocalHub().join(nodeId.parse('api'), { log });
const api = await createApi({
  orm,
  cluster,
  log,
  clock,
  config: {
    joinTokenPrivateJwk: (await generateJoinKeys()).privateJwk,
    signalingUrl: `ws://${host}:1/live`,
    secureCookies: false,
    publicUrl: `http://${host}`,
    accessCodes: { key, days: 30 },
    deviceCheckDays: 14,
    mail: { from: 'Invigil <bench@invigil.example>', outboxDir: path.join(folder, 'outbox') },
    filesDir: path.join(folder, 'files'),
    timeZone: 'Europe/Paris',
  },
});
const { port } = await api.listen({ host, port: 0 });
const url = `http://${host}:${port}`;

const handlers: AskHandlers<typeof benchApi> = {
  ready: async () => ({
    url,
    databaseUrl: database.url,
    candidates: people.candidates,
    adminCookie: people.adminCookie,
  }),
  codes: async ({ count }) => ({ codes: await people.invite(count) }),
  statements: ({ path: asked, cookie }) =>
    statementsOf(orm, async () => {
      const { status } = await fetch(url + asked, { headers: { cookie } });
      if (status !== 200) throw new Error(`GET ${asked} was answered with ${status}`);
    }),
  hashing: async ({ seconds }) => ({ perSecond: await people.checksPerSecond(seconds) }),
};

answerBench(benchApi, handlers, {
  close: async () => {
    await api.close();
    await cluster.close();
    await orm.close();
    await database.close();
    rmSync(folder, { recursive: true, force: true });
  },
});
