import { setTimeout } from 'node:timers/promises';
import { expect, onTestFinished, test } from 'vitest';
import { admittedSender } from '../testkit/admittedSender.ts';
import { clientHello, Sender, sealedRtp } from '../testkit/datagrams.ts';
import type { MediaNode } from '../testkit/mediaNode.ts';
import { neighbourOf } from '../testkit/neighbour.ts';
import { PublisherBot, randomSsrc, videoTrack } from '../testkit/publisherBot.ts';
import { only, startNode } from '../testkit/startNode.ts';
import { isDtls, isRtp, UdpRelay } from '../testkit/udpRelay.ts';
import { waitFor } from '../testkit/waitFor.ts';

/** A publisher whose packets go through somebody else's hands, not yet connected. */
async function relayed(node: MediaNode) {
  const placed = await node.place();
  const relay = await UdpRelay.before(placed.sendTransport);
  const bot = await PublisherBot.create();
  onTestFinished(() => {
    bot.close();
    relay.close();
  });
  const ssrc = randomSsrc();
  const { transportId } = placed.sendTransport;
  const start = async () => {
    const streams = [videoTrack('webcam', ssrc)];
    return node.call('start', { transportId, dtlsParameters: bot.dtlsParameters, streams });
  };
  return { ...placed, relay, bot, ssrc, start };
}

async function watched(node: MediaNode) {
  const publisher = await relayed(node);
  publisher.bot.connect(publisher.relay.tell(publisher.sendTransport));
  const { streamId } = only((await publisher.start()).streams);
  await publisher.bot.opened;
  publisher.bot.flow(publisher.ssrc);
  const watch = await node.watch(publisher.workerId, [{ streamId, step: 'tile' }]);
  await node.call('resumeWatch', { watchIds: watch.watchIds });
  const packets = () => watch.bot.packets(only(watch.ssrcs));
  await waitFor('media', () => packets() > 0);
  return { ...publisher, packets };
}

test('ASVS 17.2.3 a packet with one bit turned, or forged with a known SSRC, reaches no watcher', async () => {
  const node = await startNode();
  const { relay, ssrc, packets } = await watched(node);

  let turned = 0;
  relay.meddle = (datagram) => {
    if (!isRtp(datagram)) return datagram;
    turned += 1;
    const copy = Buffer.from(datagram);
    // A bit of the payload, of the tag at the end, or of the sequence number, in turns.
    const at = [20, copy.length - 1, 3][turned % 3] ?? 20;
    copy.writeUInt8(copy.readUInt8(at) ^ 1, at);
    return copy;
  };
  await waitFor('the first turned packets', () => turned > 3);
  const before = packets();
  for (let i = 0; i < 300; i++) relay.inject(sealedRtp(ssrc));
  await waitFor('many turned packets', () => turned > 40);
  // What was on its way when the turning began may still have arrived.
  expect(packets() - before).toBeLessThan(4);

  relay.meddle = (datagram) => datagram;
  const meanwhile = packets();
  await waitFor('the media of its owner', () => packets() > meanwhile + 10);
});

test('ASVS 17.2.6 a ClientHello of somebody else, before ICE, between ICE and DTLS, and after, ends nothing', async () => {
  const node = await startNode();
  const publisher = await relayed(node);
  const { relay, bot, sendTransport, ssrc } = publisher;
  const stranger = new Sender(sendTransport);
  onTestFinished(() => stranger.close());
  const race = async () => {
    for (let i = 0; i < 50; i++) await stranger.send(clientHello());
  };

  await race();
  let held = 0;
  relay.meddle = (datagram) => {
    if (!isDtls(datagram)) return datagram;
    held += 1;
    return undefined;
  };
  bot.connect(relay.tell(sendTransport));
  const started = await publisher.start();
  await waitFor('the ClientHello of the owner, which is held back', () => held > 0);
  await race();
  // Its owner says hello again, as DTLS does.
  relay.meddle = (datagram) => datagram;
  await bot.opened;
  await race();

  bot.flow(ssrc);
  const watch = await node.watch(publisher.workerId, [{ streamId: only(started.streams).streamId, step: 'tile' }]);
  await node.call('resumeWatch', { watchIds: watch.watchIds });
  await waitFor('media', () => watch.bot.packets(only(watch.ssrcs)) > 10);
  expect(node.newest('publisherLost')).toBeUndefined();
});

test('ASVS 17.2.5 a publisher who sends fifty times what it may is cut off, and a neighbour loses nothing to it', async () => {
  const node = await startNode();
  const neighbour = await neighbourOf(node);
  const ssrc = randomSsrc();
  const { bot, transportId } = await node.publish([videoTrack('webcam', ssrc)]);
  let lost = false;
  const flooding = (async () => {
    while (!lost) {
      for (let i = 0; i < 80; i++) bot.frame(ssrc, { bytes: 1_100 });
      await setTimeout(10);
    }
  })();
  const before = neighbour.packets();
  const began = performance.now();
  const event = await node.event('publisherLost').finally(() => {
    lost = true;
  });
  await flooding;
  expect(event.transportId).toBe(transportId);
  // It sends fifty frames a second; a busy machine may make its timer late, but not by half.
  const frames = ((performance.now() - began) / 1_000) * 50;
  expect(neighbour.packets() - before).toBeGreaterThan(frames / 2);
  await neighbour.goesOn();
  expect(await node.server.metrics.text()).toMatch(/floods_cut_total 1\n/);
});

/** The type of the first record that comes back for this hello: 22 is a handshake that goes on, 21 an alert. */
async function answerTo(node: MediaNode, hello: Buffer): Promise<number> {
  const { sender } = await admittedSender(node);
  const answer = sender.answer();
  await sender.send(hello);
  return (await answer).readUInt8(0);
}

test('ASVS 17.2.2 a handshake goes on with ECDHE and AES-GCM, and not with a weak cipher suite', async () => {
  const node = await startNode();
  expect(await answerTo(node, clientHello())).toBe(22);
  // NULL, RC4 with MD5, 3DES, anonymous Diffie-Hellman, export DES, and RSA key exchange without forward secrecy.
  for (const weak of [0x0001, 0x0004, 0x000a, 0x001b, 0x0008, 0x0034]) {
    expect(await answerTo(node, clientHello(weak)), weak.toString(16)).toBe(21);
  }
});
