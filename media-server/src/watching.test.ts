import type { Step } from '@invigil/contract/sources';
import { expect, test } from 'vitest';
import type { MediaNode } from '../testkit/mediaNode.ts';
import { randomSsrc, videoTrack } from '../testkit/publisherBot.ts';
import { only, startNode } from '../testkit/startNode.ts';
import { waitFor } from '../testkit/waitFor.ts';
import { congestionAware } from '../testkit/watcherBot.ts';

const tileBytes = 200;
const focusBytes = 600;

/** A webcam that is sent as its tile until `flowFocus`, and one paused watch of it. */
async function watchedWebcam(node: MediaNode, step: Step, capabilities?: typeof congestionAware) {
  const ssrc = randomSsrc();
  const published = await node.publish([videoTrack('webcam', ssrc)]);
  const { streamId } = only(published.streams);
  const stopTile = published.bot.flow(ssrc, { bytes: tileBytes });
  await node.event('streamLink', ({ stream: { link } }) => link === 'live');
  const watched = await node.watch(published.workerId, [{ streamId, step }], { capabilities });
  const watchedSsrc = only(watched.ssrcs);
  return {
    published,
    streamId,
    watched,
    watchIds: watched.watchIds,
    /** As a candidate's page does when somebody looks closer: the one encoding becomes another. */
    flowFocus: () => {
      stopTile();
      return published.bot.flow(ssrc, { bytes: focusBytes });
    },
    received: () => watched.bot.packets(watchedSsrc),
    sees: (wanted: Step) => seesStep(watched, wanted),
  };
}

const seesStep = ({ bot, ssrcs }: Awaited<ReturnType<MediaNode['watch']>>, wanted: Step) =>
  waitFor(`the ${wanted} picture`, () => {
    const bytes = bot.newestBytes(only(ssrcs));
    return wanted === 'focus' ? bytes >= focusBytes : bytes > 0 && bytes < focusBytes;
  });

test('packets are delivered, but only once the watch is resumed, and no more after it paused', async () => {
  const node = await startNode();
  const webcam = await watchedWebcam(node, 'tile');
  const other = await node.watch(webcam.published.workerId, [{ streamId: webcam.streamId, step: 'tile' }]);
  await node.call('resumeWatch', { watchIds: other.watchIds });
  await waitFor('the other watcher to see', () => other.bot.packets(only(other.ssrcs)) > 20);
  expect(webcam.received()).toBe(0);
  await node.call('resumeWatch', { watchIds: webcam.watchIds });
  await waitFor('packets', () => webcam.received() > 20);
  await node.call('pauseWatch', { watchIds: webcam.watchIds });
  const otherBefore = other.bot.packets(only(other.ssrcs));
  const before = webcam.received();
  await waitFor('more for the other', () => other.bot.packets(only(other.ssrcs)) > otherBefore + 20);
  // What was on its way when the pause was answered may still have come.
  expect(webcam.received() - before).toBeLessThan(5);
});

test('a focus watch demands the focus, and sees it the moment it is sent', async () => {
  const node = await startNode();
  const webcam = await watchedWebcam(node, 'focus');
  await node.call('resumeWatch', { watchIds: webcam.watchIds });
  await node.event('demand', ({ focus, watchers }) => focus && watchers === 1);
  await webcam.sees('tile');
  webcam.flowFocus();
  await webcam.sees('focus');
});

test('a watcher whose bandwidth is estimated sees the focus all the same', async () => {
  const node = await startNode();
  const webcam = await watchedWebcam(node, 'focus', congestionAware);
  await node.call('resumeWatch', { watchIds: webcam.watchIds });
  await webcam.sees('tile');
  webcam.flowFocus();
  await webcam.sees('focus');
});

test('a change of step changes what is demanded of the sender, and whoever watches the tile sees the focus too', async () => {
  const node = await startNode();
  const webcam = await watchedWebcam(node, 'tile');
  const other = await node.watch(webcam.published.workerId, [{ streamId: webcam.streamId, step: 'tile' }]);
  await node.call('resumeWatch', { watchIds: [...webcam.watchIds, ...other.watchIds] });
  await node.event('demand', ({ tile, focus, watchers }) => tile && !focus && watchers === 2);
  await Promise.all([webcam.sees('tile'), seesStep(other, 'tile')]);
  await node.call('setStep', { watchIds: webcam.watchIds, step: 'focus' });
  await node.event('demand', ({ tile, focus }) => tile && focus);
  webcam.flowFocus();
  await Promise.all([webcam.sees('focus'), seesStep(other, 'focus')]);
  await node.call('setStep', { watchIds: webcam.watchIds, step: 'tile' });
  await node.event('demand', ({ tile, focus, watchers }) => tile && !focus && watchers === 2);
});

test('a watch that waits for a key frame in vain is nudged, and flows with the next key frame', async () => {
  const node = await startNode();
  const ssrc = randomSsrc();
  const { bot, workerId, streams } = await node.publish([videoTrack('screen', ssrc)]);
  const stopDeltas = bot.flow(ssrc, { keyFrames: false });
  await node.event('streamLink', ({ stream: { link } }) => link === 'live');
  const watched = await node.watch(workerId, [{ streamId: only(streams).streamId, step: 'tile' }]);
  await node.call('resumeWatch', { watchIds: watched.watchIds });
  await waitFor('a nudge', async () => /watch_nudges_total [1-9]/.test(await node.server.metrics.text()));
  expect(watched.bot.packets(only(watched.ssrcs))).toBe(0);
  stopDeltas();
  bot.flow(ssrc);
  await waitFor('packets', () => watched.bot.packets(only(watched.ssrcs)) > 20);
});

test('the watches of a stream close with it, told once for each watching presence', async () => {
  const node = await startNode();
  const [webcam, screen] = [randomSsrc(), randomSsrc()];
  const published = await node.publish([videoTrack('webcam', webcam), videoTrack('screen', screen)]);
  const wanted = published.streams.map(({ streamId }) => ({ streamId, step: 'tile' as const }));
  const watched = await node.watch(published.workerId, wanted);
  await node.call('closePresence', { presenceId: published.owner.presenceId });
  const closed = await node.event('watchesClosed');
  expect(closed.presenceId).toBe(watched.owner.presenceId);
  expect(new Set(closed.watchIds)).toEqual(new Set(watched.watchIds));
  await expect(node.call('resumeWatch', { watchIds: watched.watchIds })).rejects.toThrow('watchNotFound');
  await node.call('unwatch', { watchIds: watched.watchIds });
});

test('what cannot be watched is refused by name and fails nothing else', async () => {
  const node = await startNode();
  const published = await node.publish([videoTrack('webcam', randomSsrc()), videoTrack('screen', randomSsrc())]);
  const [gone, still] = published.streams.map(({ streamId }) => streamId);
  if (!gone || !still) throw new Error('nothing was published');
  await node.call('unpublish', { streamId: gone });
  const { watches, refused, transportId } = await node.watch(published.workerId, [
    { streamId: gone, step: 'tile' },
    { streamId: still, step: 'tile' },
  ]);
  expect(watches.map(({ streamId }) => streamId)).toEqual([still]);
  expect(refused).toEqual([{ streamId: gone, error: { code: 'streamNotFound' } }]);
  const blind = { codecs: [], headerExtensions: [] };
  const streams = [{ streamId: still, step: 'tile' as const }];
  const nothing = await node.call('watch', { transportId, rtpCapabilities: blind, streams });
  expect(only(nothing.refused).error.code).toBe('mediaRefused');
});

test('a presence has one receiver for each worker, and asking twice finds the same', async () => {
  const node = await startNode();
  const { workerId } = await node.place();
  const owner = node.owner();
  const [first, second] = await Promise.all([1, 2].map(() => node.call('openReceiver', { ...owner, workerId })));
  const third = await node.call('openReceiver', { ...owner, workerId });
  const other = await node.call('openReceiver', { ...node.owner(), workerId });
  expect(second).toEqual(first);
  expect(third).toEqual(first);
  expect(other.transport.transportId).not.toBe(third.transport.transportId);
});
