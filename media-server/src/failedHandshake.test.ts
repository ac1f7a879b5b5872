import { readFileSync } from 'node:fs';
import { expect, onTestFinished, test } from 'vitest';
import { admittedSender } from '../testkit/admittedSender.ts';
import { clientHello } from '../testkit/datagrams.ts';
import type { MediaNode } from '../testkit/mediaNode.ts';
import { PublisherBot, randomSsrc, videoTrack } from '../testkit/publisherBot.ts';
import { only, startNode } from '../testkit/startNode.ts';
import { UdpRelay } from '../testkit/udpRelay.ts';

/** Somebody who was let in, and whose handshake fails: it offers nothing that anybody takes. Resolves when it has failed. */
async function failHandshake(node: MediaNode): Promise<void> {
  const { sender, transportId } = await admittedSender(node);
  // NULL with MD5.
  await sender.send(clientHello(0x0001));
  await node.event('publisherLost', (lost) => lost.transportId === transportId);
}

/** What our build of the worker says when it has something to forget; mediasoup's own build does not have it (3.27.1). */
const forgets = 'forgetting OpenSSL errors of others';
const bundled = new URL('../../node_modules/mediasoup/worker/out/Release/mediasoup-worker', import.meta.url);

test('ASVS 17.2.6 a handshake that fails ends nobody else’s connection, nor does a late or forged hello after it', async ({
  skip,
}) => {
  const worker = process.env.MEDIASOUP_WORKER_BIN ?? bundled;
  skip(!readFileSync(worker).includes(forgets), 'this worker was not built by our recipe, which mends it');
  const node = await startNode();
  const { sendTransport } = await node.place();
  const relay = await UdpRelay.before(sendTransport);
  const bot = await PublisherBot.create();
  onTestFinished(() => {
    bot.close();
    relay.close();
  });
  bot.connect(relay.tell(sendTransport));
  const { transportId } = sendTransport;
  const ssrc = randomSsrc();
  const streams = [videoTrack('webcam', ssrc)];
  const started = await node.call('start', { transportId, dtlsParameters: bot.dtlsParameters, streams });
  await bot.opened;
  await failHandshake(node);
  relay.inject(clientHello());

  bot.flow(ssrc);
  const { streamId } = only(started.streams);
  await node.event('streamLink', ({ stream }) => stream.streamId === streamId);
  expect(node.events.filter(({ event }) => event === 'publisherLost')).toHaveLength(1);
});
