import { sql } from '@mikro-orm/core';
import { z } from 'zod';
import type { Orm } from '../db/orm.ts';
import { discard, type Files } from '../files/discard.ts';

const dayMs = 24 * 60 * 60 * 1000;
const atOnce = 500;
/** Files removed in one run; what is left goes the next day. */
const mostRemoved = 100_000;

const keys = z.array(z.object({ storage_key: z.string() }));

/**
 * Removes bytes that nothing refers to: of sittings and exams that were deleted, and of uploads that ended half way. Those of
 * the last day stay, for their row may still be written.
 * @returns how many files there were, or are when `isDry`.
 */
export async function removeStrayFiles({
  orm,
  now,
  isDry = false,
  ...store
}: Files & { orm: Orm; now: Date; isDry?: boolean }): Promise<number> {
  const before = new Date(now.getTime() - dayMs);
  let strays = 0;
  let batch: string[] = [];
  const settle = async () => {
    const known = await knownKeys(orm, batch);
    for (const key of batch.filter((one) => !known.has(one))) {
      strays += 1;
      if (!isDry) await discard(store, key);
    }
    batch = [];
  };
  for await (const key of store.files.keysOlderThan(before)) {
    batch.push(key);
    if (batch.length === atOnce) await settle();
    if (strays >= mostRemoved) return strays;
  }
  if (batch.length > 0) await settle();
  return strays;
}

async function knownKeys(orm: Orm, asked: readonly string[]): Promise<ReadonlySet<string>> {
  const rows = await orm.em.fork().execute(sql`
    with asked as (select jsonb_array_elements_text(${JSON.stringify(asked)}::jsonb) as storage_key)
    select storage_key from asked natural join still
    union all select storage_key from asked natural join answer_file
    union all select storage_key from asked natural join exam_document`);
  return new Set(keys.parse(rows).map(({ storage_key }) => storage_key));
}
