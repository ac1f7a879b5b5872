import { streamId } from '@invigil/contract/ids';
import { afterEach, expect, test } from 'vitest';
import { MediaNode } from '../testkit/mediaNode.ts';
import { PublisherBot, randomSsrc, videoTrack } from '../testkit/publisherBot.ts';
import { waitFor } from '../testkit/waitFor.ts';
import { WatcherBot, watcherCapabilities } from '../testkit/watcherBot.ts';

const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

async function startNode(config?: Parameters<typeof MediaNode.start>[0]) {
  const node = await MediaNode.start(config);
  closing.push(() => node.close());
  return node;
}

test('packets are delivered, and only once the watch is resumed', async () => {
  const node = await startNode();
  const placed = await node.place();
  const bot = await PublisherBot.create();
  closing.push(() => bot.close());
  const ssrc = randomSsrc();
  bot.connect(placed.sendTransport);
  const t0 = performance.now();
  const started = await node.call('start', {
    transportId: placed.sendTransport.transportId,
    dtlsParameters: bot.dtlsParameters,
    streams: [videoTrack('webcam', ssrc)],
  });
  await bot.opened;
  console.log('opened', performance.now() - t0, started);
  bot.flow(ssrc);
  const [stream] = started.streams;
  if (!stream) throw new Error('nothing was published');
  await node.event('streamLink', (event) => event.stream.link === 'live');
  const owner = node.owner();
  const { transport } = await node.call('openReceiver', { ...owner, workerId: placed.workerId });
  const reply = await node.call('watch', {
    transportId: transport.transportId,
    rtpCapabilities: watcherCapabilities,
    streams: [{ streamId: stream.streamId, step: 'tile' }, {streamId: streamId.parse('00000000-0000-4000-8000-000000000000'), step: 'tile'}],
  });
  console.log(JSON.stringify(reply));
  const watcher = await WatcherBot.create();
  closing.push(() => watcher.close());
  watcher.connect(transport);
  await node.call('connectReceiver', { transportId: transport.transportId, dtlsParameters: watcher.dtlsParameters });
  await watcher.opened;
  const watchIds = reply.watches.map((w) => w.watchId);
  const out = reply.watches[0]?.rtpParameters.encodings?.[0]?.ssrc;
  expect(watcher.packets(out)).toBe(0);
  await node.call('resumeWatch', { watchIds });
  await waitFor('packets', () => watcher.packets(out) > 20);
  console.log(watcher.packets(out), node.events, node.server.workers());
});
