import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { AskHandlers } from '@invigil/contract/benchQuestions';
import { benchApi } from '@invigil/contract/benchServer';
import { openBenchDatabase, startBenchApi } from '../benchApi.ts';
import { answerBench } from '../benchChild.ts';
import { BenchPeople } from './people.ts';
import { statementsOf } from './statements.ts';

/**
 * The server under test of `bench:api`: the api and a PostgreSQL of its own, which keeps what it acknowledged like any
 * other. Listens on the loopback interface only, and ends with the process that started it.
 */

const folder = mkdtempSync(path.join(tmpdir(), 'invigil-bench-api-'));
// The account of the database must reach it, or its data would lie elsewhere and stay.
chmodSync(folder, 0o755);
const opened = await openBenchDatabase(folder, { name: 'bench-api', level: 'error' });
const { orm, clock, database, accessCodeKey } = opened;
const people = await BenchPeople.create({ orm, clock, key: accessCodeKey });
const { url, close } = await startBenchApi(opened);

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
    await close();
    rmSync(folder, { recursive: true, force: true });
  },
});
