import { spawn } from 'node:child_process';
import { nodeId } from '@invigil/contract/ids';
import { mediaEvent, mediaEventsOf } from '@invigil/contract/mediaControl';
import { expect, test } from 'vitest';
import { randomSsrc, videoTrack } from '../testkit/publisherBot.ts';
import { only, startNode } from '../testkit/startNode.ts';
import { waitFor } from '../testkit/waitFor.ts';

const isAlive = (pid: number) => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};

test('sittings spread over the workers', async () => {
  const node = await startNode({ workers: 2 });
  await Promise.all(Array.from({ length: 40 }, () => node.place()));
  const transports = node.server.workers().map((worker) => worker.transports);
  expect(transports).toHaveLength(2);
  expect(Math.min(...transports)).toBeGreaterThanOrEqual(18);
});

test('the death of a worker is told within 100 ms, its spare takes over, and the other worker’s media goes on', async () => {
  const node = await startNode({ workers: 2, spareWorkers: 1 });
  const dying = await node.publish([videoTrack('webcam', randomSsrc())]);
  const watchedByDying = await node.watch(dying.workerId, [{ streamId: only(dying.streams).streamId, step: 'tile' }]);
  const ssrc = randomSsrc();
  const living = await waitFor('a sitting on the other worker', async () => {
    const published = await node.publish([videoTrack('webcam', ssrc)]);
    return published.workerId !== dying.workerId && published;
  });
  living.bot.flow(ssrc);
  const watched = await node.watch(living.workerId, [{ streamId: only(living.streams).streamId, step: 'tile' }]);
  await node.call('resumeWatch', { watchIds: watched.watchIds });
  await waitFor('media', () => watched.bot.packets(only(watched.ssrcs)) > 10);
  const before = node.server.workers();
  const victim = before.find(({ workerId }) => workerId === dying.workerId);
  if (!victim) throw new Error('the worker to kill is not there');

  const killedAt = performance.now();
  const told = new Promise<number>((resolve) => node.onEvent('workerDied', () => resolve(performance.now())));
  process.kill(victim.pid, 'SIGKILL');
  expect((await told) - killedAt).toBeLessThan(100);
  const died = await node.event('workerDied');
  expect(died).toEqual({
    event: 'workerDied',
    workerId: dying.workerId,
    publishers: [dying.owner.presenceId],
    receivers: [{ presenceId: watchedByDying.owner.presenceId, transportId: watchedByDying.transportId }],
  });
  expect(node.events.some(({ event }) => event === 'watchesClosed' || event === 'publisherLost')).toBe(false);

  const active = node.server.workers().filter(({ spare }) => !spare);
  expect(active.map(({ pid }) => pid)).toContain(before.find(({ spare }) => spare)?.pid);
  const replacement = active.find(({ workerId }) => workerId !== living.workerId);
  const placed = await Promise.all(Array.from({ length: 10 }, () => node.place()));
  expect(placed.map(({ workerId }) => workerId)).toContain(replacement?.workerId);
  const seen = watched.bot.packets(only(watched.ssrcs));
  await waitFor('more media', () => watched.bot.packets(only(watched.ssrcs)) > seen + 20);
  await waitFor('a new spare', () => node.server.workers().some(({ spare }) => spare));
  const { transportId, dtlsParameters } = dying;
  await expect(node.call('start', { transportId, dtlsParameters, streams: [] })).rejects.toThrow('transportNotFound');
});

test('a signaling node hears only of its own presences, once', async () => {
  const node = await startNode({ workers: 1, spareWorkers: 1 });
  const other = await node.joinSignaling(nodeId.parse('signaling-2'));
  const third = await node.joinSignaling(nodeId.parse('signaling-3'));
  const heard: Record<string, unknown[]> = { [third.nodeId]: [], [other.nodeId]: [] };
  for (const cluster of [other, third])
    await cluster.hear(mediaEventsOf(cluster.nodeId), mediaEvent, (event) => heard[cluster.nodeId]?.push(event));
  const [mine, theirs] = [node.owner(), node.owner(other)];
  const { workerId } = await node.place(mine);
  await node.place(theirs);
  process.kill(only(node.server.workers().filter(({ spare }) => !spare)).pid, 'SIGKILL');
  const died = await node.event('workerDied');
  expect(died).toMatchObject({ workerId, publishers: [mine.presenceId], receivers: [] });
  await waitFor('the other node to hear', () => heard[other.nodeId]?.length === 1);
  expect(heard[other.nodeId]).toMatchObject([{ event: 'workerDied', publishers: [theirs.presenceId] }]);
  expect(heard[third.nodeId]).toEqual([]);
});

test('workers on fixed ports find a port again, however they die', async () => {
  const basePort = 20_000 + Math.floor(Math.random() * 20_000);
  const node = await startNode({ workers: 1, spareWorkers: 1, basePort });
  expect(new Set(node.server.workers().map(({ port }) => port))).toEqual(new Set([basePort, basePort + 1]));
  for (let death = 1; death <= 2; death++) {
    const [active] = node.server.workers();
    if (!active) throw new Error('no worker is left');
    process.kill(active.pid, 'SIGKILL');
    await waitFor('a new spare', () => {
      const workers = node.server.workers();
      return workers.length === 2 && workers.every(({ pid }) => pid !== active.pid);
    });
    const ports = node.server.workers().map(({ port }) => port);
    expect(new Set(ports)).toEqual(new Set([basePort, basePort + 1]));
    const { sendTransport } = await node.place();
    expect(sendTransport.iceCandidates.map(({ port }) => port)).toEqual([ports[0], ports[0]]);
  }
});

test('with no spare left a sitting is refused for a moment, then placed', async () => {
  const node = await startNode({ workers: 1, spareWorkers: 0 });
  process.kill(only(node.server.workers()).pid, 'SIGKILL');
  await waitFor('the death', () => node.server.workers().length === 0);
  await expect(node.place()).rejects.toThrow('noCapacity');
  await waitFor('a new worker', () => node.server.workers().length === 1);
  await node.place();
});

test('a port that is taken is named', async () => {
  const first = await startNode({ basePort: 20_000 + Math.floor(Math.random() * 20_000) });
  const { port } = only(first.server.workers());
  await expect(startNode({ basePort: port })).rejects.toThrow(`UDP and TCP port ${port}`);
});

test('Ctrl-C, which a terminal sends to the whole process group, does not reach the workers', async () => {
  const script = `
    import { spawnMediasoupWorker } from ${JSON.stringify(new URL('./mediasoupWorker.ts', import.meta.url).href)};
    const worker = await spawnMediasoupWorker();
    process.on('SIGINT', () => console.log('interrupted'));
    console.log(worker.pid);
    worker.on('died', () => console.log('died'));
    setInterval(() => {}, 1000);`;
  const child = spawn(process.execPath, ['--input-type=module', '--eval', script], { detached: true });
  const lines: string[] = [];
  child.stdout.setEncoding('utf8').on('data', (text: string) => lines.push(...text.trim().split('\n')));
  const workerPid = Number(await waitFor('the worker', () => lines[0]));
  if (child.pid === undefined) throw new Error('the process did not start');
  process.kill(-child.pid, 'SIGINT');
  await waitFor('the interrupt', () => lines.includes('interrupted'));
  expect(isAlive(workerPid)).toBe(true);
  child.kill('SIGKILL');
  await waitFor('the worker to end after its parent', () => !isAlive(workerPid));
  expect(lines).not.toContain('died');
});
