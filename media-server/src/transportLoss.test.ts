import { randomBytes } from 'node:crypto';
import type { DtlsParameters } from '@invigil/contract/rtp';
import { expect, test } from 'vitest';
import { PublisherBot, randomSsrc, videoTrack } from '../testkit/publisherBot.ts';
import { only, startNode } from '../testkit/startNode.ts';
import { waitFor } from '../testkit/waitFor.ts';
import { WatcherBot } from '../testkit/watcherBot.ts';

/** The fingerprint of a certificate that nobody has. */
function strangerDtls(): DtlsParameters {
  const value = randomBytes(32).toString('hex').match(/../g)?.join(':') ?? '';
  return { role: 'client', fingerprints: [{ algorithm: 'sha-256', value }] };
}

test('a publisher whose certificate is not the announced one is told as lost, with its streams', async () => {
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

test('a watcher whose certificate is not the announced one is told as lost', async () => {
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

// Under load the bots' ICE over TCP now and then loses part of its DTLS flight and never opens; that try says nothing of us.
const triesOverTcp = { retry: 8, timeout: 12_000 };

test(
  'a publisher over TCP that vanishes is reconnecting at once, and lost when it does not come back',
  triesOverTcp,
  async () => {
    const node = await startNode();
    const ssrc = randomSsrc();
    const published = await node.publish([videoTrack('webcam', ssrc)], { over: 'tcp' });
    published.bot.flow(ssrc);
    const { streamId } = only(published.streams);
    const watched = await node.watch(published.workerId, [{ streamId, step: 'tile' }]);
    await node.call('resumeWatch', { watchIds: watched.watchIds });
    await waitFor('packets', () => watched.bot.packets(only(watched.ssrcs)) > 20);
    published.bot.close();
    await node.event('streamLink', ({ stream: { link } }) => link === 'reconnecting');
    const lost = await node.event('publisherLost');
    expect(lost).toMatchObject({ transportId: published.transportId, streamIds: [streamId] });
    const closed = await node.event('watchesClosed');
    expect(closed.watchIds).toEqual(watched.watchIds);
  },
);
