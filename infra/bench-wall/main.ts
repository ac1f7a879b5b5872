import type { AskHandlers } from '@invigil/contract/benchQuestions';
import { benchWall } from '@invigil/contract/benchServer';
import { systemClock } from '@invigil/server-kit/clock';
import { signJoinToken } from '@invigil/server-kit/joinToken';
import { startAllInOne } from '../all-in-one/allInOne.ts';
import { privateConfig } from '../all-in-one/config.ts';
import { readKeys } from '../all-in-one/keys.ts';
import { answerBench } from '../benchChild.ts';
import { fillRoom } from './fullRoom.ts';

/**
 * The server under test of `bench:wall`: a whole Invigil as `npm start` runs it, with one media worker and in the folder that is
 * given, with a room of as many candidates who write as is given after it. Listens on the loopback interface only, and ends with the process that
 * started it.
 */
const [folder = '', count = ''] = process.argv.slice(2);
const running = await startAllInOne(privateConfig(folder, { logLevel: 'error', demo: true }));
const room = await fillRoom(running.databaseUrl, { count: Number(count), now: new Date(systemClock.now()) });
const { joinToken } = await readKeys(folder);
const worker = running.mediaServer.workers().find(({ spare }) => !spare);
if (!worker) throw new Error('the server has no worker');

const handlers: AskHandlers<typeof benchWall> = {
  ready: async () => ({
    url: running.url,
    signalingUrl: `ws://127.0.0.1:${running.signalingPort}/live`,
    workerPid: worker.pid,
    proctor: room.proctor,
    roomId: room.roomId,
  }),
  tokens: async () => ({
    tokens: await Promise.all(
      room.candidates.map((candidate) =>
        signJoinToken(joinToken.privateJwk, { role: 'candidate', ...candidate }, { clock: systemClock }),
      ),
    ),
  }),
};

answerBench(benchWall, handlers, {
  close: async () => {
    await running.close();
  },
});
