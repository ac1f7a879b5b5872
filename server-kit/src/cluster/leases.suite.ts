import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { z } from 'zod';
import type { Cluster } from './cluster.ts';
import type { ClusterHarness } from './clusterHarness.ts';

const schema = z.strictObject({ load: z.number() });

/** What the port promises of leases. */
export function leaseSuite({ join, harness }: { join(): Promise<Cluster>; harness(): ClusterHarness }): void {
  test('a claimed name is found and listed by all until it is released', async () => {
    const [holder, other] = [await join(), await join()];
    const group = randomUUID();
    const lease = await holder.claim({ group, name: 'a', schema, value: { load: 1 }, ttlMs: 60_000 });
    await holder.claim({ group, name: 'b', schema, value: { load: 2 }, ttlMs: 60_000 });
    expect(await other.claim({ group, name: 'a', schema, value: { load: 9 }, ttlMs: 60_000 })).toBeUndefined();
    expect(await other.find(group, 'a', schema)).toMatchObject({
      name: 'a',
      nodeId: holder.nodeId,
      value: { load: 1 },
    });
    await lease?.update({ load: 3 });
    const listed = await other.list(group, schema);
    expect(listed.map(({ name, value }) => [name, value.load]).sort()).toEqual([
      ['a', 3],
      ['b', 2],
    ]);
    await lease?.release();
    await lease?.release();
    expect(await other.find(group, 'a', schema)).toBeUndefined();
    expect((await other.list(group, schema)).map(({ name }) => name)).toEqual(['b']);
    expect(await other.claim({ group, name: 'a', schema, value: { load: 9 }, ttlMs: 60_000 })).toBeDefined();
  });

  test('a lease outlives its time to live while its node lives', async () => {
    const [holder, other] = [await join(), await join()];
    const group = randomUUID();
    await holder.claim({ group, name: 'a', schema, value: { load: 1 }, ttlMs: 300 });
    const renewedUntil = Date.now() + 900;
    await expect
      .poll(
        async () => {
          expect(await other.find(group, 'a', schema)).toBeDefined();
          return Date.now() > renewedUntil;
        },
        { timeout: 5_000 },
      )
      .toBe(true);
  });

  test('the lease of a dead node expires, and not before its time', async () => {
    const survivor = await join();
    const dead = { group: randomUUID(), name: 'a', ttlMs: 1_500 };
    await harness().dieHolding(dead);
    expect(await survivor.list(dead.group, schema)).toHaveLength(1);
    const claim = () => survivor.claim({ ...dead, schema, value: { load: 1 } });
    expect(await claim()).toBeUndefined();
    await expect.poll(claim, { timeout: 5_000 }).toBeDefined();
    expect(await survivor.list(dead.group, schema)).toMatchObject([{ nodeId: survivor.nodeId }]);
  });

  test('an expired lease that nobody took is renewed, and its holder hears nothing', async () => {
    const [holder, other] = [await join(), await join()];
    const lease = { group: randomUUID(), name: 'a', ttlMs: 3_000 };
    const lost: string[] = [];
    await holder.claim({ ...lease, schema, value: { load: 1 }, onLost: () => lost.push('a') });
    await harness().expire(lease);
    expect(await other.find(lease.group, lease.name, schema)).toBeUndefined();
    await expect
      .poll(() => other.find(lease.group, lease.name, schema), { timeout: 5_000 })
      .toMatchObject({ nodeId: holder.nodeId });
    expect(lost).toEqual([]);
  });

  test('an expired lease that another took is lost: its holder is told once and cannot take it back', async () => {
    const [holder, other] = [await join(), await join()];
    const lease = { group: randomUUID(), name: 'a', ttlMs: 3_000 };
    const lost: string[] = [];
    const held = await holder.claim({ ...lease, schema, value: { load: 1 }, onLost: () => lost.push('a') });
    await harness().expire(lease);
    await other.claim({ ...lease, schema, value: { load: 2 } });
    await expect.poll(() => lost, { timeout: 5_000 }).toEqual(['a']);
    await held?.update({ load: 3 });
    await held?.release();
    expect(await other.find(lease.group, lease.name, schema)).toMatchObject({
      nodeId: other.nodeId,
      value: { load: 2 },
    });
    expect(lost).toEqual(['a']);
  });

  test('a lease is taken from whoever holds it exactly as it was found, and its holder is told', async () => {
    const [holder, other] = [await join(), await join()];
    const lease = { group: randomUUID(), name: 'a', ttlMs: 1_000 };
    const lost: string[] = [];
    const held = await holder.claim({ ...lease, schema, value: { load: 1 }, onLost: () => lost.push('a') });
    const instead = await other.find(lease.group, lease.name, schema);
    await held?.update({ load: 2 });
    expect(await other.claim({ ...lease, schema, value: { load: 3 }, instead })).toBeUndefined();
    const newer = await other.find(lease.group, lease.name, schema);
    expect(await other.claim({ ...lease, schema, value: { load: 3 }, instead: newer })).toBeDefined();
    await expect.poll(() => lost, { timeout: 5_000 }).toEqual(['a']);
    await held?.update({ load: 4 });
    expect(await other.find(lease.group, lease.name, schema)).toMatchObject({ value: { load: 3 } });
  });

  test('a lease that its holder left is gone on with by its key, and by nobody without', async () => {
    const [holder, other] = [await join(), await join()];
    const lease = { group: randomUUID(), name: 'a', ttlMs: 3_000 };
    const held = await holder.claim({ ...lease, schema, value: { load: 1 } });
    const key = await held?.leave();
    expect(await other.claim({ ...lease, schema, value: { load: 2 } })).toBeUndefined();
    expect(await other.find(lease.group, lease.name, schema)).toMatchObject({ nodeId: holder.nodeId });
    const next = await other.claim({ ...lease, schema, value: { load: 2 }, key });
    await held?.release();
    await held?.update({ load: 3 });
    expect(await other.find(lease.group, lease.name, schema)).toMatchObject({ value: { load: 2 } });
    await next?.release();
  });

  test('of 20 claims at once exactly one wins', async () => {
    const nodes = await Promise.all(Array.from({ length: 5 }, join));
    const group = randomUUID();
    const claims = nodes.flatMap((node, n) =>
      Array.from({ length: 4 }, () => node.claim({ group, name: 'a', schema, value: { load: n }, ttlMs: 60_000 })),
    );
    expect((await Promise.all(claims)).filter((lease) => lease !== undefined)).toHaveLength(1);
  });

  test('claimOnce is true for exactly one caller until its time is over', async () => {
    const nodes = await Promise.all([join(), join()]);
    const claim = (name: string, ttlMs: number) => nodes.map((node) => node.claimOnce('once', name, ttlMs));
    const [long, short] = [randomUUID(), randomUUID()];
    const wins = await Promise.all(Array.from({ length: 10 }, () => claim(long, 60_000)).flat());
    expect(wins.filter((won) => won)).toHaveLength(1);
    expect((await Promise.all(claim(short, 100))).filter((won) => won)).toHaveLength(1);
    await expect.poll(() => nodes[0].claimOnce('once', short, 60_000)).toBe(true);
  });

  test('a lease whose value does not parse is left out', async () => {
    const node = await join();
    const group = randomUUID();
    await node.claim({ group, name: 'odd', schema: z.string(), value: 'text', ttlMs: 60_000 });
    await node.claim({ group, name: 'fine', schema, value: { load: 1 }, ttlMs: 60_000 });
    expect(await node.find(group, 'odd', schema)).toBeUndefined();
    expect((await node.list(group, schema)).map(({ name }) => name)).toEqual(['fine']);
  });
}
