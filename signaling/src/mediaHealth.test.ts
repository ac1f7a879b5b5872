import { nodeId, workerId } from '@invigil/contract/ids';
import { LocalHub } from '@invigil/server-kit/cluster/local';
import { openTestLog } from '@invigil/server-kit/testing/testLog';
import { expect, onTestFinished, test } from 'vitest';
import { MediaHealth } from './mediaHealth.ts';
import { ScriptedMediaNode } from './testing/scriptedMediaNode.ts';

/** One media node, and one look after the other at a clock that the test moves. */
async function given() {
  const hub = new LocalHub();
  const { log, close } = openTestLog('error');
  const join = (name: string) => hub.join(nodeId.parse(name), { log });
  const mediaCluster = await join('media');
  const media = await ScriptedMediaNode.create(mediaCluster);
  const cluster = await join('signaling');
  onTestFinished(async () => {
    await media.close();
    await cluster.close();
    close();
  });
  const heard: string[] = [];
  const time = { now: 0 };
  const health = new MediaHealth({
    cluster,
    now: () => time.now,
    events: {
      gone: () => heard.push('gone'),
      back: async () => void heard.push('back'),
      workers: (_, workerIds) => heard.push([...workerIds].join()),
    },
  });
  /** A look, and what was asked in it is answered, or not. */
  const look = async (afterMs = 250) => {
    time.now += afterMs;
    await health.look();
    for (let turn = 0; turn < 20; turn += 1) await Promise.resolve();
  };
  return { media, cluster, health, heard, look };
}

test('a living node tells its workers at every look', async () => {
  const { media, health, heard, look } = await given();
  await look();
  await look();
  expect(heard).toEqual(['media-w1', 'media-w1']);
  media.worker = workerId.parse('another');
  await look();
  expect(heard.at(-1)).toBe('another');
  expect(health.leased()).toMatchObject([{ nodeId: 'media', lease: { draining: false } }]);
});

test('a node that nobody hears any more is dead at the third look, long before its lease runs out', async () => {
  const { media, health, heard, look } = await given();
  await look();
  await media.deafen();
  for (let looks = 0; looks < 3; looks += 1) {
    await look();
    expect(heard).not.toContain('gone');
  }
  await look();
  expect(heard).toContain('gone');
  expect(health.leased()).toEqual([]);
});

test('a node that lost its lease and answers lives, and gets nothing new', async () => {
  const { media, health, heard, look } = await given();
  await look();
  await media.loseLease();
  for (let looks = 0; looks < 40; looks += 1) await look();
  expect(heard).not.toContain('gone');
  expect(health.leased()).toEqual([]);
});

test('a node that answers nothing is dead once its lease is gone and it was silent for longer than a lease lives', async () => {
  const { media, heard, look } = await given();
  await look();
  await media.standStill();
  for (let looks = 0; looks < 40; looks += 1) await look();
  expect(heard).not.toContain('gone');
  await media.loseLease();
  await look();
  expect(heard).toContain('gone');
});

test('while the cluster is away, and until all had time to come back to it, nobody is called dead', async () => {
  const { media, cluster, heard, look } = await given();
  await look();
  await media.close();
  const list = cluster.list.bind(cluster);
  cluster.list = () => Promise.reject(new Error('away'));
  for (let looks = 0; looks < 10; looks += 1) await expect(look()).rejects.toThrow('away');
  cluster.list = list;
  for (let looks = 0; looks < 11; looks += 1) await look();
  expect(heard).not.toContain('gone');
  await look();
  expect(heard).toContain('gone');
});

test('one that was called dead and answers again is told of before it is counted on', async () => {
  const { media, health, heard, look } = await given();
  await look();
  await media.deafen();
  for (let looks = 0; looks < 4; looks += 1) await look();
  await media.hearAgain();
  expect(health.leased()).toEqual([]);
  await look();
  expect(heard.slice(-3)).toEqual(['gone', 'back', 'media-w1']);
  expect(health.leased()).toHaveLength(1);
});
