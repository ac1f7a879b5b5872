import { nodeId } from '@invigil/contract/ids';
import { mediaNodeGroup, mediaNodeLease } from '@invigil/contract/mediaControl';
import { systemClock } from '@invigil/server-kit/clock';
import { expect, test } from 'vitest';
import { randomSsrc, videoTrack } from '../testkit/publisherBot.ts';
import { only, startNode } from '../testkit/startNode.ts';
import { waitFor } from '../testkit/waitFor.ts';

const lease = async (node: Awaited<ReturnType<typeof startNode>>) =>
  (await node.signaling.list(mediaNodeGroup, mediaNodeLease)).find(({ name }) => name === 'media-1')?.value;

test('a node that drains says so at once, takes no sitting, and goes on with what it has', async () => {
  const node = await startNode();
  const ssrc = randomSsrc();
  const published = await node.publish([videoTrack('webcam', ssrc)]);
  await node.server.drain();
  expect(await lease(node)).toMatchObject({ draining: true });
  await expect(node.place()).rejects.toThrow('unavailable');
  await expect(node.server.checks['not draining']?.()).rejects.toThrow('drains');
  const watched = await node.watch(published.workerId, [{ streamId: only(published.streams).streamId, step: 'tile' }]);
  await node.call('resumeWatch', { watchIds: watched.watchIds });
  published.bot.flow(ssrc);
  await waitFor('media', () => watched.bot.packets(only(watched.ssrcs)) > 10);
  await node.server.serve();
  expect(await lease(node)).toMatchObject({ draining: false });
  await node.place();
});

test('a drain ends when the last sitting is gone, when it is late, and when nobody is there to take anything', async () => {
  const node = await startNode();
  const other = await node.joinSignaling(nodeId.parse('media-2'));
  const value = { loads: [0], draining: false };
  const schema = mediaNodeLease;
  const theirs = await other.claim({ group: mediaNodeGroup, name: 'media-2', schema, value, ttlMs: 60_000 });
  const owner = node.owner();
  await node.place(owner);
  expect(await node.server.drained(300)).toBe('late');
  await theirs?.release();
  expect(await node.server.drained(20_000)).toBe('alone');
  const draining = node.server.drained(20_000);
  await node.call('closePresence', { presenceId: owner.presenceId });
  expect(await draining).toBe('empty');
});

test('a node that stood still for longer than its lease lives closes everything, tells it, and takes sittings again', async () => {
  const time = { ahead: 0 };
  const clock = { now: () => systemClock.now() + time.ahead };
  const node = await startNode({}, { clock });
  const published = await node.publish([videoTrack('webcam', randomSsrc())]);
  time.ahead += 3_500;
  const gone = await node.event('workerDied');
  expect(gone).toMatchObject({ workerId: published.workerId, publishers: [published.owner.presenceId] });
  expect(only(node.server.workers()).transports).toBe(0);
  await waitFor('the node to answer again', () => node.place().catch(() => false));
  expect(await node.server.metrics.text()).toContain('fenced_total 1');
});
