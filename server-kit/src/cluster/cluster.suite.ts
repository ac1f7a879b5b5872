import { randomUUID } from 'node:crypto';
import { AppError } from '@invigil/contract/errors';
import { nodeId } from '@invigil/contract/ids';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { openTestLog, type TestLog } from '../testing/testLog.ts';
import type { CallTable, Cluster } from './cluster.ts';
import type { ClusterHarness } from './clusterHarness.ts';
import { leaseSuite } from './leases.suite.ts';

const table = {
  double: { data: z.strictObject({ of: z.int() }), reply: z.strictObject({ twice: z.int() }) },
  count: { data: z.strictObject({}), reply: z.strictObject({ calls: z.int() }) },
} satisfies CallTable;

const asCode = (error: unknown) => (error instanceof AppError ? error.body : error);

/** Everything the cluster port promises; both adapters pass it with the same bodies. */
export function clusterSuite(adapter: string, open: () => Promise<ClusterHarness>): void {
  describe(`cluster over ${adapter}`, () => {
    let harness: ClusterHarness;
    let log: TestLog;
    const nodes: Cluster[] = [];
    const join = async (): Promise<Cluster> => {
      const node = await harness.join(nodeId.parse(`node-${randomUUID()}`), log.log);
      nodes.push(node);
      return node;
    };

    beforeAll(async () => {
      log = openTestLog();
      harness = await open();
    });
    afterAll(async () => {
      await Promise.all(nodes.map((node) => node.close()));
      await harness?.close();
      log.close();
    });

    const answering = async () => {
      const node = await join();
      let calls = 0;
      await node.answer(table, {
        double: async ({ of }) => {
          calls += 1;
          if (of === 13) throw new AppError({ code: 'noCapacity', retryAfterSeconds: 7 });
          if (of === 666) throw new Error('a secret inside');
          if (of === 99) return new Promise(() => {});
          return { twice: 2 * of };
        },
        count: async () => ({ calls }),
      });
      return node;
    };

    test('a call reaches the node by name and brings its reply back', async () => {
      const [asker, answerer] = [await join(), await answering()];
      expect(await asker.call(answerer.nodeId, table, 'double', { of: 21 })).toEqual({ twice: 42 });
      expect(await answerer.call(answerer.nodeId, table, 'double', { of: 2 })).toEqual({ twice: 4 });
    });

    test('an AppError of the handler arrives with its code and fields', async () => {
      const [asker, answerer] = [await join(), await answering()];
      const error = await asker.call(answerer.nodeId, table, 'double', { of: 13 }).catch(asCode);
      expect(error).toEqual({ code: 'noCapacity', retryAfterSeconds: 7 });
    });

    test('any other fault arrives as internal with a reference, under which the stack is logged', async () => {
      const [asker, answerer] = [await join(), await answering()];
      const error = await asker.call(answerer.nodeId, table, 'double', { of: 666 }).catch(asCode);
      expect(error).toEqual({ code: 'internal', reference: expect.any(String) });
      const { reference } = error as { reference: string };
      const logged = log.lines().find((line) => line.reference === reference);
      expect(logged?.err).toMatchObject({ message: 'a secret inside', stack: expect.stringContaining('suite.ts') });
    });

    test('data that does not fit the table is refused before the handler', async () => {
      const [asker, answerer] = [await join(), await answering()];
      const loose = { double: { data: z.looseObject({}), reply: z.unknown() } };
      const error = await asker.call(answerer.nodeId, loose, 'double', { of: 'text' }).catch(asCode);
      expect(error).toMatchObject({ code: 'invalid', issues: [{ path: 'of' }] });
      expect(await asker.call(answerer.nodeId, table, 'count', {})).toEqual({ calls: 0 });
    });

    test('a node that does not exist, and a call that a node does not answer, are unavailable at once', async () => {
      const [asker, answerer] = [await join(), await answering()];
      const other = { triple: table.double };
      const from = Date.now();
      const errors = await Promise.all([
        asker.call(nodeId.parse('nobody'), table, 'double', { of: 1 }).catch(asCode),
        asker.call(answerer.nodeId, other, 'triple', { of: 1 }).catch(asCode),
      ]);
      expect(errors).toMatchObject([{ code: 'unavailable' }, { code: 'unavailable' }]);
      expect(Date.now() - from).toBeLessThan(2_000);
    });

    test('a node that no longer answers is unavailable, and another may answer in its name', async () => {
      const [asker, answerer] = [await join(), await join()];
      const handlers = { double: async () => ({ twice: 1 }), count: async () => ({ calls: 1 }) };
      const answers = await answerer.answer(table, handlers);
      await answers.close();
      await answers.close();
      expect(await asker.call(answerer.nodeId, table, 'count', {}).catch(asCode)).toMatchObject({
        code: 'unavailable',
      });
      await answerer.answer(table, handlers);
      expect(await asker.call(answerer.nodeId, table, 'count', {})).toEqual({ calls: 1 });
    });

    test('a handler that takes too long ends the call as timeout', async () => {
      const [asker, answerer] = [await join(), await answering()];
      const call = asker.call(answerer.nodeId, table, 'double', { of: 99 }, { timeoutMs: 50 });
      expect(await call.catch(asCode)).toEqual({ code: 'timeout' });
    });

    test('the same key gets the first answer, even while it is being made', async () => {
      const [asker, answerer] = [await join(), await answering()];
      const key = randomUUID();
      const ask = (of: number) => asker.call(answerer.nodeId, table, 'double', { of }, { key });
      expect(await Promise.all([ask(1), ask(2), ask(3)])).toEqual([{ twice: 2 }, { twice: 2 }, { twice: 2 }]);
      expect(await asker.call(answerer.nodeId, table, 'count', {})).toEqual({ calls: 1 });
    });

    test('messages are heard by everyone who listens, in the order of the publisher', async () => {
      const [publisher, other] = [await join(), await join()];
      const subject = `numbers/${randomUUID()}`;
      const heard: [number[], number[]] = [[], []];
      await publisher.hear(subject, z.int(), (n) => heard[0].push(n));
      await other.hear(subject, z.int(), (n) => heard[1].push(n));
      const sent = Array.from({ length: 500 }, (_, n) => n);
      await Promise.all(sent.map((n) => publisher.publish(subject, z.int(), n)));
      await expect.poll(() => heard.map(({ length }) => length)).toEqual([500, 500]);
      expect(heard).toEqual([sent, sent]);
    });

    test('a message that does not parse and a fault of a listener are logged, and the next message is heard', async () => {
      const [publisher, listener] = [await join(), await join()];
      const subject = `strict/${randomUUID()}`;
      const heard: number[] = [];
      await listener.hear(subject, z.int(), (n) => {
        if (n === 2) throw new Error(`fault at ${subject}`);
        heard.push(n);
      });
      await publisher.publish(subject, z.unknown(), 'not a number');
      for (const n of [1, 2, 3]) await publisher.publish(subject, z.unknown(), n);
      await expect.poll(() => heard).toEqual([1, 3]);
      const logged = log.lines().filter((line) => JSON.stringify(line).includes(subject));
      expect(logged.map((line) => line.msg)).toEqual(['dropped a message that does not parse', 'fault in a listener']);
    });

    test('nothing is heard after the listening was closed', async () => {
      const [publisher, listener] = [await join(), await join()];
      const subject = `closed/${randomUUID()}`;
      const heard: string[] = [];
      const first = await listener.hear(subject, z.string(), (text) => heard.push(`first ${text}`));
      await listener.hear(subject, z.string(), (text) => heard.push(`second ${text}`));
      await first.close();
      await first.close();
      await publisher.publish(subject, z.string(), 'a');
      await expect.poll(() => heard).toEqual(['second a']);
    });

    test('a closed node rejects its calls under way, frees its leases and may be closed twice', async () => {
      const [asker, answerer] = [await join(), await answering()];
      const name = randomUUID();
      await asker.claim({ group: 'closing', name, schema: z.int(), value: 1, ttlMs: 60_000 });
      const call = asker.call(answerer.nodeId, table, 'double', { of: 99 }).catch(asCode);
      await Promise.all([asker.close(), asker.close()]);
      expect(await call).toMatchObject({ code: 'unavailable' });
      expect(await answerer.find('closing', name, z.int())).toBeUndefined();
      expect(await asker.publish('x', z.int(), 1).catch(asCode)).toMatchObject({ code: 'unavailable' });
    });

    leaseSuite({ join, harness: () => harness });
  });
}
