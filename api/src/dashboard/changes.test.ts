import type { HttpCaller } from '@invigil/contract/client/httpCaller';
import { systemClock } from '@invigil/server-kit/clock';
import { createLog } from '@invigil/server-kit/log';
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import { addExamDay } from '../../test/examDay.ts';
import { TestApi, testConfig } from '../../test/testApi.ts';
import { type Api, createApi } from '../api.ts';
import { type Orm, openOrm } from '../db/orm.ts';
import { newId } from '../newId.ts';

let server: TestApi;
const others: { api: Api; orm: Orm }[] = [];
beforeAll(async () => {
  server = await TestApi.start();
});
afterEach(async () => {
  for (const { api, orm } of others.splice(0)) {
    await api.close();
    await orm.close();
  }
});
afterAll(() => server.close());

/** Another api process of the same database. */
async function anotherApi(): Promise<{ url: string; api: Api }> {
  const log = createLog({ name: 'api', level: 'silent' });
  const orm = openOrm({ databaseUrl: server.database.url, log });
  const api = await createApi({
    cluster: await server.join(`api-${others.length + 2}`),
    orm,
    log,
    clock: server.clock,
    config: testConfig(server.keys, server.folder),
  });
  others.push({ api, orm });
  const { port } = await api.listen({ host: '127.0.0.1', port: 0 });
  return { url: `http://127.0.0.1:${port}`, api };
}

/** How many pages wait for a change at an api, by its own count. */
const waitingAt = async ({ metrics }: Api) =>
  Number(/^\S*dashboards_waiting\S* (\d+)$/m.exec(await metrics.text())?.[1] ?? Number.NaN);
const untilWaiting = (count: number, api = server.api) =>
  vi.waitUntil(async () => (await waitingAt(api)) === count, { timeout: 10_000, interval: 10 });
const seenBy = async (caller: HttpCaller) => (await caller.call('dashboard')).seen;

async function waitingPage() {
  const day = await addExamDay(server.orm);
  const caller = await server.as(day.candidate);
  const seen = await seenBy(caller);
  const change = caller.call('dashboardChange', { query: { seen } });
  await untilWaiting(1);
  return { ...day, caller, seen, change };
}

test.each([
  ['rescheduled', (id: string) => `update exam set opens_at = opens_at + interval '1 hour' where id = '${id}'`],
  ['cancelled', (id: string) => `update exam set state = 'cancelled' where id = '${id}'`],
  ['renamed', (id: string) => `update exam set title = 'Autre' where id = '${id}'`],
  ['given more time for', (id: string) => `update sitting set extra_minutes = 30 where exam_id = '${id}'`],
  ['submitted', (id: string) => `update sitting set state = 'submitted' where exam_id = '${id}'`],
  ['withdrawn', (id: string) => `delete from sitting where exam_id = '${id}'`],
])('a page that waits hears at once that its exam is %s', async (_, sql) => {
  const { caller, exam, seen, change } = await waitingPage();
  const before = performance.now();
  await server.database.query(sql(exam.id));
  const answer = await change;
  expect(performance.now() - before).toBeLessThan(5_000);
  expect(answer.seen).not.toBe(seen);
  expect(answer.seen).toBe(await seenBy(caller));
  await untilWaiting(0);
});

test('a new enrolment and a device check are heard as well', async () => {
  const { candidate, caller, change } = await waitingPage();
  const other = await addExamDay(server.orm);
  await server.database.query(`update sitting set candidate_id = '${candidate.id}' where id = '${other.sitting.id}'`);
  const { seen } = await change;
  const next = caller.call('dashboardChange', { query: { seen } });
  await untilWaiting(1);
  await server.database.query(`insert into device_validation values ('${newId()}', '${candidate.id}', 'Chrome 130 · Linux',
    true, now(), now() + interval '1 day', '{}')`);
  expect((await next).seen).not.toBe(seen);
});

test('who has not seen what is shown now is answered without waiting', async () => {
  const { candidate } = await addExamDay(server.orm);
  const caller = await server.as(candidate);
  expect((await caller.call('dashboardChange', { query: { seen: 'nothing' } })).seen).toBe(await seenBy(caller));
});

test('a change made by one api process reaches the pages that wait at another', async () => {
  const { candidate, exam } = await addExamDay(server.orm);
  const cookie = await server.cookieOf(candidate);
  const { url, api } = await anotherApi();
  const seen = await seenBy(server.caller(cookie));
  const change = fetch(`${url}/api/dashboard/change?seen=${seen}`, { headers: { cookie } });
  await untilWaiting(1, api);
  await server.database.query(`update exam set closes_at = closes_at + interval '1 hour' where id = '${exam.id}'`);
  expect(await (await change).json()).not.toEqual({ seen });
});

test('what concerns somebody else, or changes nothing that is shown, wakes nobody', async () => {
  const { exam, seen, change } = await waitingPage();
  const other = await addExamDay(server.orm);
  await server.database.query(`update exam set title = 'Rien pour vous' where id = '${other.exam.id}'`);
  await server.database.query(`update exam set title = title where id = '${exam.id}'`);
  await server.database.query(`update exam set instructions = 'Lisez tout.' where id = '${exam.id}'`);
  await untilWaiting(1);
  await server.database.query(`update exam set title = 'Pour vous' where id = '${exam.id}'`);
  expect((await change).seen).not.toBe(seen);
});

test('after the database cut the connection, changes are heard again, the ones meanwhile included', async () => {
  const { exam, seen, change } = await waitingPage();
  await server.database.query(
    `select pg_terminate_backend(pid) from pg_stat_activity
     where application_name = 'invigil-api-dashboards' and datname = current_database()`,
  );
  await server.database.query(`update exam set title = 'Entre-temps' where id = '${exam.id}'`);
  expect((await change).seen).not.toBe(seen);
});

test('whoever opens page after page has the oldest answered, so that none piles up', async () => {
  const { caller, seen, change, exam } = await waitingPage();
  const more = Array.from({ length: 8 }, () => caller.call('dashboardChange', { query: { seen } }));
  expect((await change).seen).toBe(seen);
  await untilWaiting(8);
  await server.database.query(`update exam set title = 'Fin' where id = '${exam.id}'`);
  await Promise.all(more);
});

test('a page that goes away, and an api that stops, leave nobody waiting', async () => {
  const { candidate } = await addExamDay(server.orm);
  const cookie = await server.cookieOf(candidate);
  const { url, api } = await anotherApi();
  const seen = await seenBy(server.caller(cookie));
  const leave = new AbortController();
  const left = fetch(`${url}/api/dashboard/change?seen=${seen}`, { headers: { cookie }, signal: leave.signal });
  await untilWaiting(1, api);
  leave.abort();
  await expect(left).rejects.toThrow('aborted');
  await untilWaiting(0, api);

  const waits = fetch(`${url}/api/dashboard/change?seen=${seen}`, { headers: { cookie } });
  await untilWaiting(1, api);
  const before = systemClock.now();
  await api.close();
  expect(await (await waits).json()).toEqual({ seen });
  expect(systemClock.now() - before).toBeLessThan(4_000);
});
