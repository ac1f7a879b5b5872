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
  test('calls fail at once meanwhile; then leases, calls and listening resume by themselves', async () => {
    const server = await RedisServer.start();
    const log = openTestLog();
    const node = await openCluster({ nodeId: nodeId.parse('a'), redisUrl: server.url, log: log.log });
    onTestFinished(async () => {
      await node.close();
      await server.close();
      log.close();
    });
    const table = { ping: { data: z.strictObject({}), reply: z.strictObject({}) } };
    await node.answer(table, { ping: async () => ({}) });
    const lost: string[] = [];
    const heard: number[] = [];
    await node.claim({ group: 'g', name: 'n', schema: z.int(), value: 1, ttlMs: 900, onLost: () => lost.push('n') });
    await node.hear('numbers', z.int(), (n) => heard.push(n));

    await server.crashAndRestart(async () => {
      await expect(node.call(nodeId.parse('a'), table, 'ping', {})).rejects.toMatchObject({ code: 'unavailable' });
      await expect(node.publish('numbers', z.int(), 1)).rejects.toMatchObject({ code: 'unavailable' });
    });

    await expect
      .poll(() => node.find('g', 'n', z.int()).catch(() => 'down'), { timeout: 10_000 })
      .toMatchObject({ value: 1 });
    await expect.poll(() => node.call(nodeId.parse('a'), table, 'ping', {}).catch(() => 'down')).toEqual({});
    await node.publish('numbers', z.int(), 2);
    await expect.poll(() => heard).toEqual([2]);
    expect(lost).toEqual([]);
    const told = log.lines().map((line) => line.msg);
    expect(told.filter((line) => line === 'the connection to Redis is lost')).toHaveLength(2);
    expect(told).toContain('the connection to Redis is back; what was published meanwhile was missed');
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
