import { createLog } from '@invigil/server-kit/log';
import { afterEach, expect, inject, test, vi } from 'vitest';
import { TestDatabase } from '../../test/testDatabase.ts';
import { migrate, migrationLock } from './migrations.ts';
import { type Orm, openOrm } from './orm.ts';

const log = createLog({ name: 'test', level: 'silent' });
const everyOne = [
  '0001-beginning',
  '0002-onboarding',
  '0003-dashboard-changes',
  '0004-exam-day',
  '0005-proctoring',
  '0006-retention',
];
const open: { orm: Orm; database: TestDatabase }[] = [];

async function emptyDatabase(): Promise<{ orm: Orm; database: TestDatabase }> {
  const database = await TestDatabase.create(inject('postgresUrl'));
  const orm = openOrm({ databaseUrl: database.url, log });
  open.push({ orm, database });
  return { orm, database };
}

afterEach(async () => {
  for (const { orm, database } of open.splice(0)) {
    await orm.close();
    await database.drop();
  }
});

test('an empty database gets its tables, and a second run finds nothing to do', async () => {
  const { orm, database } = await emptyDatabase();
  expect(await migrate(orm)).toEqual(everyOne);
  expect(await migrate(orm)).toEqual([]);
  const tables = await database.query("select table_name from information_schema.tables where table_schema = 'public'");
  expect(tables.map(({ table_name }) => table_name)).toEqual(
    expect.arrayContaining(['account', 'session', 'exam', 'room', 'room_proctor', 'sitting', 'audit_entry']),
  );
});

test('processes that start at the same time migrate once', async () => {
  const { orm, database } = await emptyDatabase();
  const second = openOrm({ databaseUrl: database.url, log });
  try {
    const ran = await Promise.all([migrate(orm), migrate(second)]);
    expect(ran.flat()).toEqual(everyOne);
  } finally {
    await second.close();
  }
});

test('waiting for another process that migrates may take longer than a query', async () => {
  const { database } = await emptyDatabase();
  const hasty = openOrm({ databaseUrl: database.url, log, longestQueryMs: 50 });
  try {
    // Holds the lock for several times that long.
    const other = database.query(`select pg_advisory_lock(${migrationLock}), pg_sleep(0.3)`);
    await vi.waitUntil(
      async () => (await database.query("select from pg_locks where locktype = 'advisory'")).length === 1,
    );
    expect(await migrate(hasty)).toEqual(everyOne);
    await other;
  } finally {
    await hasty.close();
  }
});

test('every entity finds its tables and columns as it describes them', async () => {
  const { orm } = await emptyDatabase();
  await migrate(orm);
  const difference = await orm.schema.getUpdateSchemaSQL({ wrap: false });
  // Constraints and indexes are the migrations' own; entities only have to agree about tables, columns, types and nulls.
  const ofColumns = difference.split('\n').filter((line) => /\b(create table|drop table|column)\b/.test(line));
  expect(ofColumns).toEqual([]);
});

test('the database itself refuses to change or delete an audit entry', async () => {
  const { orm, database } = await emptyDatabase();
  await migrate(orm);
  const id = '01890000-0000-7000-8000-000000000000';
  await database.query(`insert into audit_entry values ('${id}', now(), '${id}', 'sessionOpened', '{}')`);
  await expect(database.query("update audit_entry set action = 'other'")).rejects.toThrow('only ever added');
  await expect(database.query('delete from audit_entry')).rejects.toThrow('only ever added');
  await expect(database.query('truncate audit_entry')).rejects.toThrow('only ever added');
});

test('a database of the first version keeps its people, exams and sessions on the way up and down again', async () => {
  const { orm, database } = await emptyDatabase();
  await orm.migrator.up({ to: '0001-beginning' });
  const id = '01890000-0000-7000-8000-000000000000';
  await database.query(`
    insert into account values ('${id}', 'Ada', 'ada@b.example', 'candidate', 'fr', 'active', null, now());
    insert into session values ('hash', '${id}', now(), now(), now());
    insert into exam values ('${id}', 'Droit', 'exam', now(), now() + interval '1 hour', 60, true, true);
    insert into room values ('${id}', 'A', '${id}');
    insert into sitting values ('${id}', '${id}', '${id}', '${id}', 'scheduled');
    insert into audit_entry values ('${id}', now(), '${id}', 'sessionOpened', '{}')`);
  expect(await migrate(orm)).toEqual(everyOne.slice(1));
  expect(
    await database.query(`
      select exam.state, exam.revision, sitting.extra_minutes, session.id is not null as named, session.consent_due
      from exam, sitting, session`),
  ).toEqual([{ state: 'published', revision: 1, extra_minutes: 0, named: true, consent_due: false }]);
  await orm.migrator.down();
  await orm.migrator.down();
  await orm.migrator.down();
  expect(await database.query('select count(*)::int from sitting join account on candidate_id = account.id')).toEqual([
    { count: 1 },
  ]);
});
