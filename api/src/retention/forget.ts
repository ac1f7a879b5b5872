import { sql } from '@mikro-orm/core';
import { z } from 'zod';
import type { Orm } from '../db/orm.ts';
import { discard, type Files } from '../files/discard.ts';
import { type Outdated, outdatedAt } from './outdated.ts';
import type { RetentionDays } from './settings.ts';

/** Rows that go with one statement, so that nobody waits long for what it locks. */
const atOnce = 500;
/** Statements for one table in one run; what is left goes the next day. */
const mostBatches = 400;

/** How many rows went, or would go, by table; tables without any are left out. */
export type Counts = Record<string, number>;

export interface Forgetting extends Files {
  orm: Orm;
  days: RetentionDays;
  now: Date;
}

const counted = z.tuple([z.object({ count: z.coerce.number() })]);
const gone = z.array(z.object({ storage_key: z.string().optional() }));

/** What `forgetOutdated` would take away, with nothing changed. */
export async function countOutdated({ orm, days, now }: Pick<Forgetting, 'orm' | 'days' | 'now'>): Promise<Counts> {
  const counts: Counts = {};
  for (const { table, where, before } of outdatedAt(days, now)) {
    const rows = await orm.em.execute(sql`select count(*) from ${sql.ref(table)} x where ${where(before, now)}`);
    const [{ count }] = counted.parse(rows);
    if (count > 0) counts[table] = count;
  }
  return counts;
}

/** Takes away what has been kept long enough, with the bytes that belong to it, batch by batch. */
export async function forgetOutdated(parts: Forgetting): Promise<Counts> {
  const counts: Counts = {};
  for (const one of outdatedAt(parts.days, parts.now)) {
    for (let batch = 0; batch < mostBatches; batch += 1) {
      const count = await forgetBatch(parts, one);
      if (count > 0) counts[one.table] = (counts[one.table] ?? 0) + count;
      if (count < atOnce) break;
    }
  }
  return counts;
}

async function forgetBatch(
  { orm, now, ...store }: Forgetting,
  { table, where, before, hasFile }: Outdated & { before: Date },
): Promise<number> {
  const rows = await orm.em.fork().transactional(async (tx) => {
    // The audit log lets only go of what is older than this, and only in this transaction.
    await tx.execute(sql`select set_config('invigil.forget_audit_before', ${before.toISOString()}, true)`);
    return tx.execute(sql`
      delete from ${sql.ref(table)} where ctid = any (array(
        select x.ctid from ${sql.ref(table)} x where ${where(before, now)} limit ${atOnce}))
      returning ${hasFile ? sql`storage_key` : sql`1 as one`}`);
  });
  const parsed = gone.parse(rows);
  for (const { storage_key: key } of parsed) if (key !== undefined) await discard(store, key);
  return parsed.length;
}
