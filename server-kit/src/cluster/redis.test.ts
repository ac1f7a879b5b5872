import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { nodeId } from '@invigil/contract/ids';
import { Redis } from 'ioredis';
import { describe, expect, onTestFinished, test } from 'vitest';
import { z } from 'zod';
import { freePort } from '../freePort.ts';
import { RedisServer } from '../testing/redisServer.ts';
import { openTestLog } from '../testing/testLog.ts';
import { clusterSuite } from './cluster.suite.ts';
import { openCluster } from './open.ts';

clusterSuite('Redis', async () => {
  const server = await RedisServer.start();
  const redis = new Redis(server.url);
  return {
    join: (id, log) => openCluster({ nodeId: id, redisUrl: server.url, log }),
    dieHolding: async ({ group, name, ttlMs }) => {
      const program = fileURLToPath(new URL('./dyingNode.child.ts', import.meta.url));
      const child = spawn(process.execPath, [program, server.url, group, name, `${ttlMs}`], {
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      await firstOutput(child);
      child.kill('SIGKILL');
      await once(child, 'exit');
    },
    expire: async ({ group, name }) => {
      await redis.del(`invigil:{lease/${group}}:${name}`);
    },
    close: async () => {
      redis.disconnect();
      await server.close();
    },
  };
});

async function firstOutput(child: ChildProcess): Promise<void> {
  if (!child.stdout) throw new Error('the child has no output to read');
  await once(child.stdout, 'data');
}

describe('a cluster whose Redis goes and comes back', () => {
  const table = { ping: { data: z.strictObject({}), reply: z.strictObject({}) } };
  const lease = { group: 'g', name: 'n', schema: z.int(), ttlMs: 900 };

  async function stage() {
    const server = await RedisServer.start();
    const log = openTestLog();
    const join = (name: string) => openCluster({ nodeId: nodeId.parse(name), redisUrl: server.url, log: log.log });
    const [a, b] = [await join('a'), await join('b')];
    onTestFinished(async () => {
      server.thaw();
      await Promise.all([a.close(), b.close()]);
      await server.close();
      log.close();
    });
    const told = () => log.lines().map((line) => line.msg);
    return { server, a, b, told };
  }

  test('calls fail at once meanwhile; then leases, calls and listening resume by themselves', async () => {
    const { server, a, told } = await stage();
    await a.answer(table, { ping: async () => ({}) });
    const lost: string[] = [];
    const heard: number[] = [];
    await a.claim({ ...lease, value: 1, onLost: () => lost.push('n') });
    await a.hear('numbers', z.int(), (n) => heard.push(n));

    await server.crashAndRestart(async () => {
      await expect(a.call(a.nodeId, table, 'ping', {})).rejects.toMatchObject({ code: 'unavailable' });
      await expect(a.publish('numbers', z.int(), 1)).rejects.toMatchObject({ code: 'unavailable' });
    });

    await expect
      .poll(() => a.find('g', 'n', z.int()).catch(() => 'down'), { timeout: 10_000 })
      .toMatchObject({ value: 1 });
    await expect.poll(() => a.call(a.nodeId, table, 'ping', {}).catch(() => 'down')).toEqual({});
    await a.publish('numbers', z.int(), 2);
    await expect.poll(() => heard).toEqual([2]);
    expect(lost).toEqual([]);
    // Two connections of each of two nodes, each told once.
    expect(told().filter((line) => line === 'the connection to Redis is lost')).toHaveLength(4);
    expect(told()).toContain('Redis is back; what is held is claimed again, and what was kept is told');
  });

  test('what must not be lost is told afterwards, in order, once, also when Redis has forgotten everybody', async () => {
    const { server, a, b, told } = await stage();
    const heard: number[] = [];
    await b.hear('numbers', z.int(), (n) => heard.push(n));
    await a.tell('numbers', z.int(), 1);
    await expect.poll(() => heard).toEqual([1]);

    await server.crashAndRestart(async () => {
      await Promise.all([2, 3, 4].map((n) => a.tell('numbers', z.int(), n)));
    });
    await a.tell('numbers', z.int(), 5);

    await expect.poll(() => heard, { timeout: 15_000 }).toEqual([1, 2, 3, 4, 5]);
    await a.tell('numbers', z.int(), 6);
    await expect.poll(() => heard).toEqual([1, 2, 3, 4, 5, 6]);
    expect(told()).not.toContain('notes were dropped, for too many waited');
  });

  test('one that stands still and keeps its connections is given up within seconds, and taken back with what is held', async () => {
    const { server, a, b, told } = await stage();
    const heard: number[] = [];
    const lost: string[] = [];
    await b.hear('numbers', z.int(), (n) => heard.push(n));
    await a.claim({ ...lease, value: 1, onLost: () => lost.push('n') });
    await b.answer(table, { ping: async () => ({}) });

    server.freeze();
    const frozenAt = performance.now();
    const [call, note] = [a.call(b.nodeId, table, 'ping', {}), a.tell('numbers', z.int(), 1)];
    await expect(call).rejects.toMatchObject({ code: 'unavailable' });
    await note;
    expect(performance.now() - frozenAt).toBeLessThan(4_000);
    const askedAt = performance.now();
    await expect(a.call(b.nodeId, table, 'ping', {})).rejects.toMatchObject({ code: 'unavailable' });
    await expect(a.claim({ ...lease, name: 'other', value: 1 })).rejects.toMatchObject({ code: 'unavailable' });
    expect(performance.now() - askedAt).toBeLessThan(1_000);
    await a.tell('numbers', z.int(), 2);
    server.thaw();

    await expect
      .poll(() => b.find('g', 'n', z.int()).catch(() => 'down'), { timeout: 10_000 })
      .toMatchObject({ value: 1 });
    await expect.poll(() => a.call(b.nodeId, table, 'ping', {}).catch(() => 'down'), { timeout: 5_000 }).toEqual({});
    await expect.poll(() => heard, { timeout: 10_000 }).toEqual([1, 2]);
    expect(lost).toEqual([]);
    expect(told()).toContain('Redis is away: what is live goes on, and what others must know is kept');
  });

  test('of two nodes that hold the same name, who took it last keeps it, whoever comes back first', async () => {
    const { server, a, b } = await stage();
    const redis = new Redis(server.url);
    onTestFinished(() => redis.disconnect());
    for (const name of ['first', 'second', 'third']) {
      const lost: string[] = [];
      const mine = { ...lease, name, ttlMs: 600 };
      await a.claim({ ...mine, value: 1, onLost: () => lost.push('older') });
      // The older holder's lease is gone without its knowing, as for one that is cut off.
      await redis.del(`invigil:{lease/g}:${name}`);
      await b.claim({ ...mine, value: 2, onLost: () => lost.push('newer') });
      await redis.del(`invigil:{lease/g}:${name}`);
      await expect.poll(() => lost, { timeout: 5_000 }).toEqual(['older']);
      expect(await a.find('g', name, z.int())).toMatchObject({ value: 2, nodeId: b.nodeId });
    }
  });

  test('a Redis that is not there is named in the error, without its password', async () => {
    const log = openTestLog();
    onTestFinished(() => log.close());
    const port = await freePort();
    const opening = openCluster({
      nodeId: nodeId.parse('a'),
      redisUrl: `redis://:hush@127.0.0.1:${port}`,
      log: log.log,
    });
    await expect(opening).rejects.toThrow(`Redis at 127.0.0.1:${port} cannot be reached: connect ECONNREFUSED`);
    await expect(opening).rejects.not.toThrow('hush');
  });
});
