import path from 'node:path';
import type { AskHandlers } from '@invigil/contract/benchQuestions';
import { benchAutosave } from '@invigil/contract/benchServer';
import { statementsOf } from '../bench-api/statements.ts';
import { openBenchDatabase, startBenchApi } from '../benchApi.ts';
import { answerBench } from '../benchChild.ts';
import { keptWriters } from './writers.ts';

/**
 * The server under test of `bench:autosave`: the api, and a PostgreSQL that keeps what it acknowledged like any other, in the
 * folder that is given with the number of writers. Killed and started again in the same folder, it has what it had. Listens
 * on the loopback interface only, and ends with the process that started it.
 */

const [folder = '', writerCount = ''] = process.argv.slice(2);
// A database that is killed is no news here.
const opened = await openBenchDatabase(folder, { name: 'bench-autosave', level: 'fatal' });
const { orm, clock, database } = opened;
const writers = await keptWriters(orm, { file: path.join(folder, 'writers.json'), count: Number(writerCount), clock });
const { url, close } = await startBenchApi(opened);

const handlers: AskHandlers<typeof benchAutosave> = {
  ready: async () => ({ url, databaseUrl: database.url, databasePid: database.pid, writers }),
  statements: ({ method, path: asked, cookie, body }) =>
    statementsOf(orm, async () => {
      const headers = { cookie, 'content-type': 'application/json' };
      const { status } = await fetch(url + asked, { method, headers, body });
      if (status !== 200) throw new Error(`${method} ${asked} was answered with ${status}`);
    }),
};

answerBench(benchAutosave, handlers, { close });
