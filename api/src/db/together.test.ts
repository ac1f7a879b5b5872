import { createLog } from '@invigil/server-kit/log';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { migratedTemplate, TestDatabase } from '../../test/testDatabase.ts';
import { type Orm, openOrm } from './orm.ts';
import { Together } from './together.ts';

let database: TestDatabase;
let orm: Orm;
beforeAll(async () => {
  database = await TestDatabase.create(inject('postgresUrl'), { template: migratedTemplate });
  orm = openOrm({ databaseUrl: database.url, log: createLog({ name: 'test', level: 'silent' }) });
});
afterAll(async () => {
  await orm.close();
  await database.drop();
});

/** Doubles numbers in the database; keeps what was asked together. */
function doubling() {
  const lots: (readonly number[])[] = [];
  const together = new Together<number, number>(async (em, items) => {
    lots.push(items);
    const values = items.map(() => '(?::int)').join(', ');
    const rows = await em.execute<{ twice: number }[]>(
      `select 2 / v * v * v as twice from (values ${values}) as t (v)`,
      [...items],
    );
    return rows.map(({ twice }) => twice);
  });
  const ask = (item: number) => together.ask(orm.em.fork(), item);
  return { lots, ask };
}

test('what comes at the same time is asked together, and each gets its own answer', async () => {
  const { lots, ask } = doubling();
  const answers = await Promise.all([1, 2, 1, 2, 1].map(ask));
  expect(answers).toEqual([2, 4, 2, 4, 2]);
  expect(lots.map((lot) => lot.toSorted())).toEqual([[1, 1, 1, 2, 2]]);
});

test('many are asked in lots, and none is forgotten', async () => {
  const { lots, ask } = doubling();
  const answers = await Promise.all(Array.from({ length: 501 }, () => ask(1)));
  expect(new Set(answers)).toEqual(new Set([2]));
  expect(lots.flat()).toHaveLength(501);
  expect(Math.max(...lots.map(({ length }) => length))).toBe(50);
});

test('what one of them cannot do fails alone', async () => {
  const { ask } = doubling();
  const outcomes = await Promise.allSettled([1, 0, 2].map(ask));
  expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
});

test('one alone goes at once, also after a failure', async () => {
  const { lots, ask } = doubling();
  await expect(ask(0)).rejects.toThrow('division by zero');
  expect(await ask(2)).toBe(4);
  expect(lots).toEqual([[0], [2]]);
});

test('each database is asked for itself', async () => {
  const other = await TestDatabase.create(inject('postgresUrl'));
  const otherOrm = openOrm({ databaseUrl: other.url, log: createLog({ name: 'test', level: 'silent' }) });
  try {
    const names = new Together<string, string>(async (em, items) => {
      const [row] = await em.execute<{ name: string }[]>('select current_database() as name');
      return items.map(() => row?.name ?? '');
    });
    const asked = await Promise.all([orm, otherOrm, orm].map((one) => names.ask(one.em.fork(), '')));
    const [own, foreign, again] = asked;
    expect([own === again, own === foreign]).toEqual([true, false]);
  } finally {
    await otherOrm.close();
    await other.drop();
  }
});
