import { afterAll, beforeAll, expect, test } from 'vitest';
import { until } from '../support/until.ts';
import { LiveStage } from './liveStage.ts';

let stage: LiveStage;
beforeAll(async () => {
  stage = await LiveStage.create();
});
afterAll(() => stage.close());

async function watched() {
  const [candidate, proctor] = [await stage.candidate(), await stage.proctor()];
  const { streamId } = candidate;
  if (!streamId) throw new Error('nothing published');
  await proctor.sees(streamId, 'live');
  await proctor.watch(streamId);
  return { candidate, proctor, streamId };
}

test('frames of a candidate reach a proctor, and the candidate hears of the demand', async () => {
  const { candidate, proctor, streamId } = await watched();
  await until(() => {
    const demand = candidate.page.all('demand').findLast((note) => note.streamId === streamId);
    return demand?.tile && demand.watchers === 1 ? undefined : `the demand is ${JSON.stringify(demand)}`;
  });
  candidate.close();
  proctor.close();
});

test('while the signaling sockets are down media goes on, and afterwards nothing is missing', async () => {
  const { candidate, proctor, streamId } = await watched();
  stage.line.cut();
  await proctor.flows(100);
  stage.line.mend();
  await until(() => (proctor.page.link.status.state === 'live' ? undefined : proctor.page.link.status.state));
  await until(() => (candidate.page.link.status.state === 'live' ? undefined : candidate.page.link.status.state));
  await proctor.sees(streamId, 'live');
  await until(() => {
    const presence = proctor.sittings().find(({ streams }) => streams.some((stream) => stream.streamId === streamId));
    return presence?.presence === 'here' ? undefined : `the candidate is ${presence?.presence}`;
  });
  expect([candidate.page.welcomes.length, proctor.page.welcomes.length]).toEqual([1, 1]);
  await proctor.flows();
  candidate.close();
  proctor.close();
});

test('a killed worker: the candidate publishes again on a new place, and the proctor sees frames again', async () => {
  const { candidate, proctor, streamId } = await watched();
  const killedAt = performance.now();
  process.kill(stage.workerPid, 'SIGKILL');
  await until(() => (candidate.page.all('republish').length > 0 ? undefined : 'not told to republish'));
  const [republish] = candidate.page.all('republish');
  if (!republish) throw new Error('not told to republish');
  await candidate.publish(republish.sendTransport);
  await until(() => (proctor.page.all('receiverClosed').length > 0 ? undefined : 'the receiver is not told as closed'));
  expect(proctor.page.all('watchesClosed')).toHaveLength(1);
  const next = candidate.streamId;
  if (!next) throw new Error('nothing published');
  expect(next).not.toBe(streamId);
  await proctor.sees(next, 'live');
  await proctor.watch(next);
  console.log(`frames again ${Math.round(performance.now() - killedAt)} ms after the worker was killed`);
  expect([candidate.page.welcomes.length, proctor.page.welcomes.length]).toEqual([1, 1]);
  candidate.close();
  proctor.close();
});

test('a candidate that leaves is gone with its streams, and its watches are closed', async () => {
  const { candidate, proctor, streamId } = await watched();
  candidate.close();
  await until(() =>
    proctor.sittings().some(({ streams }) => streams.some((stream) => stream.streamId === streamId))
      ? 'the stream is still there'
      : undefined,
  );
  await until(() => (proctor.page.all('watchesClosed').length > 0 ? undefined : 'the watch is not told as closed'));
  proctor.close();
});

test('when all pages have left, no transport is left on any worker', async () => {
  await until(() => {
    const transports = stage.media.workers().reduce((sum, worker) => sum + worker.transports, 0);
    return transports === 0 ? undefined : `${transports} transports are open`;
  });
});
