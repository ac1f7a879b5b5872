import { watchId, workerId } from '@invigil/contract/ids';
import { mediaNodeGroup, mediaNodeLease } from '@invigil/contract/mediaControl';
import { expect, test } from 'vitest';
import { absentDtls, randomSsrc, videoTrack } from '../testkit/publisherBot.ts';
import { only, startNode } from '../testkit/startNode.ts';
import { waitFor } from '../testkit/waitFor.ts';

const leases = (node: Awaited<ReturnType<typeof startNode>>) => node.signaling.list(mediaNodeGroup, mediaNodeLease);

test('a full node refuses a sitting and says when to ask again', async () => {
  const node = await startNode({ fullAt: 0.000_5 });
  await node.place();
  await node.place();
  const refused = await node.place().catch((error: unknown) => error);
  expect(refused).toMatchObject({ body: { code: 'noCapacity', retryAfterSeconds: 5 } });
  expect(await node.server.metrics.text()).toContain('placements_refused_total 1');
});

test('a media node is found with its load while it runs, and not after', async () => {
  const node = await startNode();
  expect(only(await leases(node))).toMatchObject({ nodeId: 'media-1', value: { draining: false } });
  await Promise.all(Array.from({ length: 100 }, () => node.place()));
  await waitFor('the load to be told', async () => only(await leases(node)).value.loads.some((load) => load > 0.02));
  await node.server.close();
  expect(await leases(node)).toEqual([]);
});

test('a node that closes tells its presences to go elsewhere, ends its workers, and closes only once', async () => {
  const node = await startNode({ workers: 2, spareWorkers: 1 });
  const published = await node.publish([videoTrack('webcam', randomSsrc())]);
  const pids = node.server.workers().map(({ pid }) => pid);
  expect(pids).toHaveLength(3);
  await Promise.all([node.server.close(), node.server.close()]);
  const gone = await node.event('workerDied');
  expect(gone).toMatchObject({ workerId: published.workerId, publishers: [published.owner.presenceId] });
  for (const pid of pids) expect(() => process.kill(pid, 0)).toThrow('ESRCH');
  await expect(node.place()).rejects.toThrow('unavailable');
});

test('publishing and watching are counted by how they ended', async () => {
  const node = await startNode();
  const published = await node.publish([videoTrack('webcam', randomSsrc())]);
  const again = node.call('publish', {
    transportId: published.transportId,
    stream: videoTrack('webcam', randomSsrc()),
  });
  await expect(again).rejects.toThrow('sourceAlreadyPublished');
  await node.watch(published.workerId, [{ streamId: only(published.streams).streamId, step: 'tile' }]);
  const text = await node.server.metrics.text();
  for (const [name, value] of Object.entries({
    publish_attempted_total: 2,
    publish_done_total: 1,
    publish_refused_total: 1,
    publish_failed_total: 0,
    watch_done_total: 1,
    publishers: 1,
    streams: 1,
    watches: 1,
  }))
    expect(text).toContain(`invigil_media_server_${name} ${value}\n`);
});

test('calls for what is not there say what is missing, and closing it again is no fault', async () => {
  const node = await startNode();
  const { transportId, owner, streams } = await node.publish([videoTrack('webcam', randomSsrc())]);
  const { streamId } = only(streams);
  await node.call('closePresence', { presenceId: owner.presenceId });
  const dtlsParameters = await absentDtls();
  const stream = videoTrack('screen', randomSsrc());
  for (const missing of [
    node.call('start', { transportId, dtlsParameters, streams: [] }),
    node.call('publish', { transportId, stream }),
    node.call('restartIce', { transportId }),
    node.call('connectReceiver', { transportId, dtlsParameters }),
    node.call('watch', { transportId, rtpCapabilities: {}, streams: [{ streamId, step: 'tile' }] }),
  ])
    await expect(missing).rejects.toThrow('transportNotFound');
  const nowhere = node.call('openReceiver', { ...node.owner(), workerId: workerId.parse('media-1.gone') });
  await expect(nowhere).rejects.toThrow('unavailable');
  const watchIds = [watchId.parse(streamId)];
  await expect(node.call('setStep', { watchIds, step: 'focus' })).rejects.toThrow('watchNotFound');
  await node.call('unpublish', { streamId });
  await node.call('unwatch', { watchIds });
  await node.call('closePresence', { presenceId: owner.presenceId });
});
