import { randomUUID } from 'node:crypto';
import { type NodeId, nodeId, type PresenceId, presenceId } from '@invigil/contract/ids';
import { signalingNodeGroup, signalingNodeLease } from '@invigil/contract/signalingNodes';
import { LocalHub } from '@invigil/server-kit/cluster/local';
import { createLog } from '@invigil/server-kit/log';
import { expect, test } from 'vitest';
import { randomSsrc, videoTrack } from '../testkit/publisherBot.ts';
import { startNode } from '../testkit/startNode.ts';
import { Orphans } from './orphans.ts';

const log = createLog({ name: 'orphans-test', level: 'silent' });

/** A media node that holds something of one presence, and its signaling node, which lives until its lease is released. */
async function given({ lives = true } = {}) {
  const time = { now: 0 };
  const hub = new LocalHub();
  const media = await hub.join(nodeId.parse('media'), { log });
  const signaling = await hub.join(nodeId.parse('signaling'), { log });
  const claim = () =>
    signaling.claim({
      group: signalingNodeGroup,
      name: 'signaling',
      schema: signalingNodeLease,
      value: { draining: false },
      ttlMs: 60_000,
    });
  const lease = lives ? await claim() : undefined;
  const owner = { presenceId: presenceId.parse(randomUUID()), signalingNodeId: signaling.nodeId as NodeId };
  const abandoned: PresenceId[] = [];
  const orphans = new Orphans({
    cluster: media,
    clock: { now: () => time.now },
    log,
    afterMs: 60_000,
    owners: () => [owner, owner],
    abandon: (id) => abandoned.push(id),
  });
  return { time, media, owner, orphans, abandoned, lease, claim };
}

test('what a dead signaling node left behind is closed once it has been missing for a minute', async () => {
  const { time, owner, orphans, abandoned, lease } = await given();
  await orphans.look();
  await lease?.release();
  await orphans.look();
  time.now = 59_999;
  await orphans.look();
  expect(abandoned).toEqual([]);
  time.now = 60_000;
  await orphans.look();
  expect(abandoned).toEqual([owner.presenceId]);
});

test('a node that was only forgotten for a while keeps what it has, and so does one that nobody ever heard of', async () => {
  const { time, orphans, abandoned, lease, claim } = await given();
  await orphans.look();
  await lease?.release();
  await orphans.look();
  await claim();
  time.now = 60_000;
  await orphans.look();
  const stranger = await given({ lives: false });
  await stranger.orphans.look();
  stranger.time.now = 120_000;
  await stranger.orphans.look();
  expect([abandoned, stranger.abandoned]).toEqual([[], []]);
});

test('while the cluster cannot be asked nobody is missed', async () => {
  const { time, media, orphans, abandoned } = await given();
  await orphans.look();
  await media.close();
  time.now = 120_000;
  await expect(orphans.look()).rejects.toThrow('unavailable');
  expect(abandoned).toEqual([]);
});

test('a presence that another signaling node took over is told of there', async () => {
  const node = await startNode();
  const owner = node.owner(await node.joinSignaling(nodeId.parse('signaling-2')));
  const published = await node.publish([videoTrack('webcam', randomSsrc())], { owner });
  await node.call('moveOwner', { ...owner, signalingNodeId: node.signaling.nodeId });
  await node.server.close();
  const gone = await node.event('workerDied');
  expect(gone).toMatchObject({ workerId: published.workerId, publishers: [owner.presenceId] });
});
