import { randomUUID } from 'node:crypto';
import { type NodeId, nodeId, presenceId } from '@invigil/contract/ids';
import { LocalHub } from '@invigil/server-kit/cluster/local';
import { openTestLog } from '@invigil/server-kit/testing/testLog';
import { expect, onTestFinished, test } from 'vitest';
import { MediaNodes } from './mediaNodes.ts';
import { ScriptedMediaNode } from './testing/scriptedMediaNode.ts';
import { newSittingId } from './testing/stage.ts';

async function cluster(count: number) {
  const hub = new LocalHub();
  const testLog = openTestLog('error');
  const join = (name: string) => hub.join(nodeId.parse(name), { log: testLog.log });
  const names = Array.from({ length: count }, (_, i) => `media-${i}`);
  const nodes = await Promise.all(names.map(async (name) => ScriptedMediaNode.create(await join(name))));
  const signaling = await join('signaling');
  const media = await MediaNodes.create({ cluster: signaling, log: testLog.log });
  const gone: NodeId[] = [];
  media.watch({ gone: (nodeId) => gone.push(nodeId), workers: () => undefined, looked: () => undefined });
  onTestFinished(async () => {
    media.close();
    for (const node of nodes) await node.close();
    await signaling.close();
    testLog.close();
  });
  return { nodes, media, gone };
}

const someone = () => ({ presenceId: presenceId.parse(randomUUID()), sittingId: newSittingId() });

test('sittings spread over nodes of the same load', async () => {
  const { nodes, media } = await cluster(4);
  for (let i = 0; i < 200; i += 1) await media.place(someone());
  for (const node of nodes) expect(node.asked('placeSitting').length).toBeGreaterThan(20);
});

test('of two nodes the busier gets nothing; of several the busiest gets nothing', async () => {
  const { nodes, media } = await cluster(3);
  for (const [i, node] of nodes.entries()) await node.load({ load: i / 10, draining: false });
  await media.checkReady();
  for (let i = 0; i < 100; i += 1) await media.place(someone());
  expect(nodes[2]?.asked('placeSitting')).toHaveLength(0);
  expect(nodes[0]?.asked('placeSitting').length).toBeGreaterThan(nodes[1]?.asked('placeSitting').length ?? 0);
});

test('a node whose lease is lost but which answers keeps its media, and gets nothing new', async () => {
  const { nodes, media, gone } = await cluster(1);
  await nodes[0]?.loseLease();
  await expect(media.checkReady()).rejects.toMatchObject({ code: 'noCapacity' });
  await expect(media.place(someone())).rejects.toMatchObject({ code: 'noCapacity' });
  expect(gone).toEqual([]);
  await nodes[0]?.close();
  await expect.poll(() => gone, { timeout: 3_000 }).toEqual(['media-0']);
});

test('what a browser needs to know is asked once', async () => {
  const { nodes, media } = await cluster(1);
  await media.capabilities();
  await media.capabilities();
  expect(nodes[0]?.asked('capabilities')).toHaveLength(1);
});

test('nobody waits for a dead node, and what is to be closed there is closed before it is given anything again', async () => {
  const { nodes, media, gone } = await cluster(1);
  const [node] = nodes;
  if (!node) throw new Error('no media node');
  node.next.set('capabilities', () => new Promise(() => undefined));
  const waiting = media.call(node.nodeId, 'capabilities', {});
  await expect.poll(() => node.asked('capabilities')).toHaveLength(1);
  const ended = expect(waiting).rejects.toMatchObject({ code: 'unavailable' });
  await node.deafen();
  await ended;
  expect(gone).toEqual(['media-0']);
  const { presenceId } = someone();
  await media.closePresence(presenceId, [node.nodeId]);
  expect(node.asked('closePresence')).toEqual([]);
  await node.hearAgain();
  await expect.poll(() => node.asked('closePresence'), { timeout: 3_000 }).toEqual([{ presenceId }]);
  await expect.poll(() => media.place(someone()).catch(() => undefined)).toBeDefined();
});
