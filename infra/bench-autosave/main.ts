import path from 'node:path';
import { createApi } from '@invigil/api/api';
import { migrate } from '@invigil/api/db/migrations';
import { openOrm } from '@invigil/api/db/orm';
import type { AskHandlers } from '@invigil/contract/benchQuestions';
import { benchAutosave } from '@invigil/contract/benchServer';
import { nodeId } from '@invigil/contract/ids';
import { systemClock } from '@invigil/server-kit/clock';
import { LocalHub } from '@invigil/server-kit/cluster/local';
import { generateJoinKeys } from '@invigil/server-kit/joinToken';
import { createLog } from '@invigil/server-kit/log';
import { EmbeddedDatabase } from '../all-in-one/database/embeddedDatabase.ts';
import { randomKey } from '../bench-api/codes.ts';
import { statementsOf } from '../bench-api/statements.ts';
import { answerBench } from '../benchChild.ts';
import { keptWriters } from './writers.ts';

/**
 * The server under test of `bench:autosave`: the api, and a PostgreSQL that keeps what it acknowledged like any other, in the
 * folder that is given with the number of writers. Killed and started again in the same folder, it has what it had. Listens
 * on the loopback interface only, and ends with the process that started it.
 */

const [folder = '', writerCount = ''] = process.argv.slice(2);
const host = '127.0.0.1';
const clock = systemClock;
// A database that is killed is no news here.
const log = createLog({ name: 'bench-autosave', level: 'fatal' });
const database = await EmbeddedDatabase.start({ dataDir: path.join(folder, 'data'), log, say: () => {} });
const orm = openOrm({ databaseUrl: database.url, log });
await migrate(orm);
const writers = await keptWriters(orm, { file: path.join(folder, 'writers.json'), count: Number(writerCount), clock });
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
    accessCodes: { key: randomKey(), days: 30 },
    mail: { from: 'Invigil <bench@invigil.example>', outboxDir: path.join(folder, 'outbox') },
    filesDir: path.join(folder, 'files'),
    timeZone: 'Europe/Paris',
    deviceCheckDays: 14,
  },
});
const { port } = await api.listen({ host, port: 0 });
const url = `http://${host}:${port}`;

const handlers: AskHandlers<typeof benchAutosave> = {
  ready: async () => ({ url, databaseUrl: database.url, databasePid: database.pid, writers }),
  statements: ({ method, path: asked, cookie, body }) =>
    statementsOf(orm, async () => {
      const headers = { cookie, 'content-type': 'application/json' };
      const { status } = await fetch(url + asked, { method, headers, body });
      if (status !== 200) throw new Error(`${method} ${asked} was answered with ${status}`);
    }),
};

answerBench(benchAutosave, handlers, {
  close: async () => {
    await api.close();
    await cluster.close();
    await orm.close();
    await database.close();
  },
});
