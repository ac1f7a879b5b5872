import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { newSitting } from '../testkit/mediaNode.ts';
import { absentDtls, randomSsrc, videoTrack } from '../testkit/publisherBot.ts';
import { only, startNode } from '../testkit/startNode.ts';
import { waitFor } from '../testkit/waitFor.ts';

test('publishing the same track again, even at the same time, returns the first answer', async () => {
  const node = await startNode();
  const { sendTransport } = await node.place();
  const { transportId } = sendTransport;
  const dtlsParameters = await absentDtls();
  const [webcam, screen] = [videoTrack('webcam', randomSsrc()), videoTrack('screen', randomSsrc())];
  const start = { transportId, dtlsParameters, streams: [webcam, screen] };
  const [first, second] = await Promise.all([node.call('start', start), node.call('start', start)]);
  const third = await node.call('start', start);
  const fourth = await node.call('publish', { transportId, stream: screen });
  expect(second).toEqual(first);
  expect(third).toEqual(first);
  expect(first.streams.map(({ source }) => source)).toEqual(['webcam', 'screen']);
  expect(fourth).toEqual(first.streams[1]);
});

test('a sitting has one of each source until that is unpublished', async () => {
  const node = await startNode();
  const { transportId, streams } = await node.publish([videoTrack('webcam', randomSsrc())]);
  const another = videoTrack('webcam', randomSsrc());
  await expect(node.call('publish', { transportId, stream: another })).rejects.toThrow('sourceAlreadyPublished');
  await node.call('unpublish', { streamId: only(streams).streamId });
  await node.call('unpublish', { streamId: only(streams).streamId });
  const published = await node.call('publish', { transportId, stream: another });
  expect(published).toMatchObject({ source: 'webcam', trackId: another.trackId });
});

test('a start that is refused for one stream publishes none, and can be tried again without it', async () => {
  const node = await startNode();
  const { sendTransport } = await node.place();
  const { transportId } = sendTransport;
  const dtlsParameters = await absentDtls();
  const webcam = videoTrack('webcam', randomSsrc());
  const foreign = { ...videoTrack('screen', randomSsrc()), kind: 'audio' as const };
  await expect(node.call('start', { transportId, dtlsParameters, streams: [webcam, foreign] })).rejects.toThrow(
    'invalid',
  );
  expect(node.server.workers()[0]?.transports).toBe(1);
  const again = { ...webcam, trackId: randomUUID() };
  const started = await node.call('start', { transportId, dtlsParameters, streams: [again] });
  expect(only(started.streams).trackId).toBe(again.trackId);
});

test('two tracks with one SSRC on one transport are refused by mediasoup, and told so', async () => {
  const node = await startNode();
  const ssrc = randomSsrc();
  const { transportId } = await node.publish([videoTrack('webcam', ssrc)]);
  const clash = node.call('publish', { transportId, stream: videoTrack('screen', ssrc) });
  await expect(clash).rejects.toThrow('mediaRefused');
});

test('a transport cannot be connected by a second certificate', async () => {
  const node = await startNode();
  const { transportId } = await node.publish([]);
  const dtlsParameters = await absentDtls();
  await expect(node.call('start', { transportId, dtlsParameters, streams: [] })).rejects.toThrow('mediaRefused');
});

test('a sitting that is placed anew ends where it was, and publishes again where it is', async () => {
  const node = await startNode();
  const [owner, sitting] = [node.owner(), newSitting()];
  const first = await node.publish([videoTrack('webcam', randomSsrc())], { owner, sitting });
  const second = await node.publish([videoTrack('webcam', randomSsrc())], { owner, sitting });
  expect(only(second.streams).streamId).not.toBe(only(first.streams).streamId);
  await expect(node.call('restartIce', { transportId: first.transportId })).rejects.toThrow('transportNotFound');
});

test('a restart of ICE gives new credentials and media goes on', async () => {
  const node = await startNode();
  const ssrc = randomSsrc();
  const { transportId, bot, sendTransport } = await node.publish([videoTrack('webcam', ssrc)]);
  const { iceParameters } = await node.call('restartIce', { transportId });
  expect(iceParameters.usernameFragment).not.toBe(sendTransport.iceParameters.usernameFragment);
  bot.flow(ssrc);
  await node.event('streamLink', ({ stream: { link } }) => link === 'live');
});

test('a stream that stops is told as reconnecting, and as live when it goes on', async () => {
  const node = await startNode();
  const [webcam, screen] = [randomSsrc(), randomSsrc()];
  const { bot, streams } = await node.publish([videoTrack('webcam', webcam), videoTrack('screen', screen)]);
  // A frame a second, the keep-alive of an unwatched stream, is enough to be live.
  const stops = [webcam, screen].map((ssrc) => bot.flow(ssrc, { framesPerSecond: 1 }));
  const linkOf = (streamId: string) =>
    node.events.findLast((event) => event.event === 'streamLink' && event.stream.streamId === streamId);
  const all = (link: string) =>
    waitFor(`both streams to be ${link}`, () =>
      streams.every(({ streamId }) => {
        const event = linkOf(streamId);
        return event?.event === 'streamLink' && event.stream.link === link;
      }),
    );
  await all('live');
  for (const stop of stops) stop();
  await all('reconnecting');
  bot.flow(webcam);
  bot.flow(screen);
  await all('live');
});

test('a fresh stream is not demanded by anybody, and its sender is told so', async () => {
  const node = await startNode();
  const { owner, streams } = await node.publish([videoTrack('webcam', randomSsrc())]);
  const demand = await node.event('demand');
  expect(demand).toEqual({
    event: 'demand',
    presenceId: owner.presenceId,
    streamId: only(streams).streamId,
    source: 'webcam',
    tile: false,
    focus: false,
    watchers: 0,
  });
});
