import { randomUUID } from 'node:crypto';
import { createLog } from '@invigil/server-kit/log';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { addAccount } from '../../test/examDay.ts';
import { addOldFile, addPastSitting, dayMs, filesIn, type PastSitting } from '../../test/pastSitting.ts';
import { TestApi } from '../../test/testApi.ts';
import { FileStore } from '../files/fileStore.ts';
import { countOutdated, forgetOutdated } from './forget.ts';
import { forgetOnceADay } from './retentionRounds.ts';
import { type RetentionDays, usualRetention } from './settings.ts';
import { removeStrayFiles } from './strayFiles.ts';

const log = createLog({ name: 'retention', level: 'silent' });
const forEver: RetentionDays = { facts: 0, conversations: 0, mails: 0, expired: 0, audit: 0 };

let server: TestApi;
let files: FileStore;
beforeAll(async () => {
  server = await TestApi.start();
  files = new FileStore(server.config.filesDir);
});
afterAll(() => server.close());

const at = (ms: number) => new Date(server.clock.now() + ms);
const daysAgo = (days: number) => `'${at(-days * dayMs).toISOString()}'`;
const parts = (days: Partial<RetentionDays>) => ({
  orm: server.orm,
  files,
  log,
  days: { ...forEver, ...days },
  now: at(0),
});

async function decide({ sitting, proctor }: PastSitting, outcome: string, days: number): Promise<void> {
  await server.database.query(`insert into decision (id, sitting_id, outcome, reason, by_id, at)
    values (gen_random_uuid(), '${sitting.id}', '${outcome}', 'Voilà.', '${proctor.id}', ${daysAgo(days)})`);
}

describe('what proctoring left of a sitting', () => {
  test('goes after its days, pictures with their bytes; what is younger stays', async () => {
    const old = await addPastSitting(server, 41);
    const young = await addPastSitting(server, 39);
    await forgetOutdated(parts({ facts: 40 }));
    expect(await old.left()).toEqual([0, 0, 0, 1, 1]);
    expect(await young.left()).toEqual([1, 1, 1, 1, 1]);
    expect(await filesIn(server, `stills/${old.sitting.id}`)).toEqual([]);
    expect(await filesIn(server, `stills/${young.sitting.id}`)).toHaveLength(1);
    await forgetOutdated(parts({ conversations: 40 }));
    expect(await old.left()).toEqual([0, 0, 0, 0, 0]);
    expect(await young.left()).toEqual([1, 1, 1, 1, 1]);
  });

  test('stays while it is under review: referred, just decided, commented only, or not over', async () => {
    const [referred, replied, commented, settled] = [
      await addPastSitting(server, 60),
      await addPastSitting(server, 60),
      await addPastSitting(server, 60),
      await addPastSitting(server, 60),
    ];
    const writing = await addPastSitting(server, 60, 'writing');
    await decide(referred, 'nothingToNote', 50);
    await decide(referred, 'referred', 49);
    await decide(replied, 'noted', 13);
    await server.database.query(`insert into review_comment (id, sitting_id, by_id, at, text)
      values (gen_random_uuid(), '${commented.sitting.id}', '${commented.proctor.id}', ${daysAgo(0)}, 'À voir')`);
    await decide(settled, 'referred', 50);
    await decide(settled, 'noted', 15);
    await forgetOutdated(parts({ facts: 40, conversations: 40 }));
    for (const held of [referred, replied, commented, writing]) expect(await held.left()).toEqual([1, 1, 1, 1, 1]);
    expect(await settled.left()).toEqual([0, 0, 0, 0, 0]);
  });
});

test('a dry run counts what a run then takes, and takes nothing', async () => {
  await addPastSitting(server, 90);
  const days = parts({ facts: 80 });
  const counts = await countOutdated(days);
  expect(counts).toEqual({ incident: 1, still: 1, look: 1 });
  expect(await countOutdated(days)).toEqual(counts);
  expect(await forgetOutdated(days)).toEqual(counts);
  expect(await countOutdated(days)).toEqual({});
});

test('more rows than go with one statement all go', async () => {
  const { sitting } = await addPastSitting(server, 90);
  await server.database.query(`insert into message (id, sitting_id, key, at, text)
    select gen_random_uuid(), '${sitting.id}', gen_random_uuid(), ${daysAgo(90)}, 'x' from generate_series(1, 1200)`);
  const counts = await forgetOutdated(parts({ conversations: 80 }));
  expect(counts.message).toBeGreaterThan(1_200);
  expect(await countOutdated(parts({ conversations: 80 }))).toEqual({});
});

test('sessions, links and sent mails go once they have expired, and codes of who came in', async () => {
  const active = await addAccount(server.orm, 'candidate');
  const waiting = await addAccount(server.orm, 'candidate', { state: 'invited' });
  const code = (id: string, state: string, days: number) =>
    `(gen_random_uuid(), '${id}', '${randomUUID()}', '${state}', ${daysAgo(days)}, ${daysAgo(days - 30)},
      ${state === 'sent' ? 'null' : daysAgo(days - 1)})`;
  const mail = (key: string, next: string, sent: string) => `(gen_random_uuid(), 'alreadyActive', 'a@b.example', 'fr',
    '{}', '${key}', ${daysAgo(50)}, ${next}, ${sent})`;
  await server.cookieOf(active);
  await server.database.query(`
    update session set expires_at = ${daysAgo(31)} where account_id = '${active.id}';
    insert into password_reset (id, account_id, token_hash, created_at, expires_at)
      values (gen_random_uuid(), '${active.id}', 'h', ${daysAgo(40)}, ${daysAgo(31)});
    insert into invitation (id, account_id, code_hash, state, sent_at, expires_at, ended_at) values
      ${code(active.id, 'used', 100)}, ${code(waiting.id, 'superseded', 100)}, ${code(waiting.id, 'sent', 90)};
    insert into mail (id, kind, recipient, language, payload, idempotency_key, created_at, next_attempt_at, sent_at)
      values ${mail('old', 'null', daysAgo(50))}, ${mail('waits', "'2100-01-01'", 'null')};`);
  const gone = { session: 1, password_reset: 1, invitation: 2, mail: 1 };
  expect(await forgetOutdated(parts({ expired: 30, mails: 45 }))).toEqual(gone);
  // Whether somebody was ever invited must still be known.
  const codes = await server.database.query(`select state from invitation where account_id = '${waiting.id}'`);
  expect(codes).toEqual([{ state: 'sent' }]);
  const mails = await server.database.query("select idempotency_key as key from mail where recipient = 'a@b.example'");
  expect(mails).toEqual([{ key: 'waits' }]);
});

test('old lines of the audit log go by this alone: nobody else may take one, nor this a younger one', async () => {
  const line = (days: number) => `insert into audit_entry (id, at, actor_id, action, facts)
    values (gen_random_uuid(), ${daysAgo(days)}, gen_random_uuid(), 'test', '{}')`;
  await server.database.query(`${line(1_001)}; ${line(999)}`);
  expect(await forgetOutdated(parts({ audit: 1_000 }))).toEqual({ audit_entry: 1 });
  const take = "delete from audit_entry where action = 'test'";
  await expect(server.database.query(take)).rejects.toThrow('only ever added');
  const younger = `begin; set local invigil.forget_audit_before = ${daysAgo(1_000)}; ${take}; commit`;
  await expect(server.database.query(younger)).rejects.toThrow('only ever added');
});

test('bytes that nothing refers to go, of deleted sittings and broken uploads, but none of the last day', async () => {
  const { sitting } = await addPastSitting(server, 10);
  await addOldFile(server, `answers/${randomUUID()}/${randomUUID()}`, 2 * dayMs);
  await addOldFile(server, `answers/${sitting.id}/${randomUUID()}`, 2 * dayMs);
  await addOldFile(server, 'answers/just/now', dayMs / 2);
  const given = parts({});
  expect(await removeStrayFiles({ ...given, isDry: true })).toBe(2);
  expect(await removeStrayFiles(given)).toBe(2);
  expect(await removeStrayFiles(given)).toBe(0);
  expect(await filesIn(server, 'answers/just')).toEqual(['now']);
  expect(await filesIn(server, `stills/${sitting.id}`)).toHaveLength(1);
  // The sitting is deleted: its rows go with it, and its bytes with the next run.
  await server.database.query(`delete from sitting where id = '${sitting.id}'`);
  expect(await removeStrayFiles(given)).toBe(1);
  expect(await filesIn(server, `stills/${sitting.id}`)).toEqual([]);
});

test('several processes do it once a day between them, from three in the morning on, and the audit log says so', async () => {
  const given = { orm: server.orm, files, log, clock: server.clock, days: usualRetention, timeZone: 'Europe/Paris' };
  const three = Date.UTC(2026, 5, 20, 1);
  server.clock.advance(three - 60_000 - server.clock.now());
  expect(await forgetOnceADay(given)).toBeUndefined();
  server.clock.advance(60_000);
  const ran = await Promise.all(Array.from({ length: 4 }, () => forgetOnceADay(given)));
  expect(ran.filter((counts) => counts !== undefined)).toHaveLength(1);
  server.clock.advance(dayMs);
  expect(await forgetOnceADay(given)).toBeDefined();
  const told = await server.database.query(`select action, facts ->> 'day' as day from audit_entry
    where action like 'retention%' and at >= '2026-06-20' order by at, action`);
  expect(told).toEqual([
    { action: 'retentionBegan', day: '2026-06-20' },
    { action: 'retentionEnded', day: null },
    { action: 'retentionBegan', day: '2026-06-21' },
    { action: 'retentionEnded', day: null },
  ]);
});
