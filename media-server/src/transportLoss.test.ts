import { randomBytes } from 'node:crypto';
import type { DtlsParameters } from '@invigil/contract/rtp';
import { expect, test } from 'vitest';
import { PublisherBot, randomSsrc, videoTrack } from '../testkit/publisherBot.ts';
import { startNode } from '../testkit/startNode.ts';
import { WatcherBot } from '../testkit/watcherBot.ts';

/** The fingerprint of a certificate that nobody has. */
function strangerDtls(): DtlsParameters {
  const value = randomBytes(32).toString('hex').match(/../g)?.join(':') ?? '';
  return { role: 'client', fingerprints: [{ algorithm: 'sha-256', value }] };
}

test('ASVS 17.2.8 a publisher whose certificate is not the announced one is told as lost, with its streams', async () => {
  const node = await startNode();
  const { sendTransport, ...placed } = await node.place();
  const bot = await PublisherBot.create();
  bot.connect(sendTransport);
  const { transportId } = sendTransport;
  const streams = [videoTrack('webcam', randomSsrc()), videoTrack('screen', randomSsrc())];
  const started = await node.call('start', { transportId, dtlsParameters: strangerDtls(), streams });
  const lost = await node.event('publisherLost');
  bot.close();
  expect(lost.transportId).toBe(transportId);
  expect(new Set(lost.streamIds)).toEqual(new Set(started.streams.map(({ streamId }) => streamId)));
  await expect(node.call('restartIce', { transportId })).rejects.toThrow('transportNotFound');
  expect(node.server.workers()[0]).toMatchObject({ workerId: placed.workerId, transports: 0 });
});

test('ASVS 17.2.8 a watcher whose certificate is not the announced one is told as lost', async () => {
  const node = await startNode();
  const { workerId } = await node.place();
  const owner = node.owner();
  const { transport } = await node.call('openReceiver', { ...owner, workerId });
  const bot = await WatcherBot.create();
  bot.connect(transport);
  await node.call('connectReceiver', { transportId: transport.transportId, dtlsParameters: strangerDtls() });
  const lost = await node.event('receiverLost');
  bot.close();
  expect(lost).toMatchObject({ transportId: transport.transportId, presenceId: owner.presenceId });
});
