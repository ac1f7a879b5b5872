import { benchLoad } from '@invigil/contract/benchLoad';
import type { AskHandlers } from '@invigil/contract/benchQuestions';
import { answerBench } from '../benchChild.ts';
import { Crowd } from './crowd.ts';
import { startMany, startOne } from './target.ts';

/**
 * The target of a load test, in the folder that is given: a whole Invigil as `npm start` runs it (`one`), or of many processes
 * (`cluster`). Listens on the loopback interface only, and ends with the process that started it.
 */
const [folder = '', kind] = process.argv.slice(2);
const target = await (kind === 'cluster' ? startMany(folder) : startOne(folder));
const crowd = await Crowd.create(target.databaseUrl);

const handlers: AskHandlers<typeof benchLoad> = {
  ready: async () => ({ apiUrl: target.apiUrl, password: crowd.password, processes: target.processes }),
  seed: (wanted) => crowd.seed(wanted),
};

answerBench(benchLoad, handlers, {
  close: async () => {
    await crowd.close();
    await target.close();
  },
});
