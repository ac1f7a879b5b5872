import { randomUUID } from 'node:crypto';
import { plainText } from '@invigil/contract/answerContent';
import { AppError } from '@invigil/contract/errors';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { addAccount, password } from '../../test/examDay.ts';
import { PostgresServer } from '../../test/postgresServer.ts';
import { save } from '../../test/saving.ts';
import { TestApi } from '../../test/testApi.ts';
import { startWriting } from '../../test/writing.ts';
import { isDatabaseAway } from './databaseAway.ts';
import { migrate } from './migrations.ts';

let postgres: PostgresServer;
let server: TestApi;
beforeAll(async () => {
  postgres = await PostgresServer.start();
  server = await TestApi.start({ serverUrl: postgres.url, template: 'template0' });
  await migrate(server.orm);
});
afterAll(async () => {
  await server.close();
  await postgres.close();
});

test('while the database is away every request says so and when to come back; when it is back, so are we', async () => {
  const account = await addAccount(server.orm, 'candidate');
  const cookie = await server.cookieOf(account);
  const me = () => fetch(`${server.url}/api/me`, { headers: { cookie } });
  const signIn = () =>
    fetch(`${server.url}/api/sign-in`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ email: account.email, password }),
    });
  expect((await me()).status).toBe(200);
  await server.api.checks.database?.();

  await postgres.halt();
  for (const ask of [me, signIn, me]) {
    const response = await ask();
    expect(response.status).toBe(503);
    expect(response.headers.get('retry-after')).toBe('3');
    expect(await response.json()).toEqual({ code: 'unavailable', retryAfterSeconds: 3 });
  }
  await expect(server.api.checks.database?.()).rejects.toThrow();
  expect((await fetch(`${server.url}/api/docs/json`)).status).toBe(200);

  await postgres.resume();
  await vi.waitUntil(async () => (await me()).status === 200, { timeout: 10_000 });
  expect((await signIn()).status).toBe(200);
  await server.api.checks.database?.();
});

test('a database that stands still answers nobody, so we do: quickly, without signing anybody out, and without losing a save', async () => {
  const writing = await startWriting(server);
  const { me } = writing;
  const first = await save(writing, { text: 'Before' });
  const change = me.call('dashboardChange', { query: { seen: (await me.call('dashboard')).seen } }).catch(codeOf);

  postgres.freeze();
  const frozenAt = performance.now();
  const saveId = randomUUID();
  const asked = [save(writing, { text: 'After', base: first.revision, saveId }), me.call('me')];
  expect(await Promise.all(asked.map((one) => one.catch(codeOf)))).toEqual(['unavailable', 'unavailable']);
  expect(performance.now() - frozenAt).toBeLessThan(7_000);
  expect(await change).toBe('unavailable');
  const knownAt = performance.now();
  expect(await me.call('me').catch(codeOf)).toBe('unavailable');
  await expect(server.api.checks.database?.()).rejects.toMatchObject({ code: 'unavailable' });
  expect(performance.now() - knownAt).toBeLessThan(500);
  postgres.thaw();

  await vi.waitUntil(() => me.call('me').then(Boolean, () => false), { timeout: 10_000 });
  // Whether the lost one was written or not, it is sent again as the same.
  await save(writing, { text: 'After', base: first.revision, saveId });
  const { answers } = await me.call('writing', { params: { sittingId: writing.sittingId } });
  expect(answers.map(({ content }) => plainText(content))).toEqual(['After']);
});

test('an api whose connections were all ended by the server goes on over others, and dashboards hear of changes again', async () => {
  const writing = await startWriting(server);
  const { me } = writing;
  const { seen } = await me.call('dashboard');
  const change = () =>
    me.call('dashboardChange', { query: { seen } }).then(
      (now) => now.seen !== seen,
      () => false,
    );
  const waits = change();

  await server.database.query(
    "select pg_terminate_backend(pid) from pg_stat_activity where pid <> pg_backend_pid() and backend_type = 'client backend'",
  );

  await vi.waitUntil(() => save(writing, { text: 'Still here' }).then(Boolean, () => false), { timeout: 10_000 });
  await server.database.query(`update exam set title = 'Renamed' where id = '${writing.exam.id}'`);
  // The page that waited is answered, with the change or with the fault, and asks again.
  if (!(await waits)) await vi.waitUntil(change, { timeout: 10_000 });
});

const codeOf = (error: unknown) => (error instanceof AppError ? error.code : error);

test.each([
  [Object.assign(new Error('connect'), { code: 'ECONNREFUSED' }), true],
  [Object.assign(new Error('the database system is starting up'), { code: '57P03' }), true],
  [Object.assign(new Error('too many clients'), { code: '53300' }), true],
  [new Error('timeout exceeded when trying to connect'), true],
  [new Error('outer', { cause: Object.assign(new Error('inner'), { code: 'ECONNRESET' }) }), true],
  [Object.assign(new Error('duplicate key'), { code: '23505' }), false],
  [new Error('anything else'), false],
  ['a text', false],
])('%s: away is %s', (error, away) => {
  expect(isDatabaseAway(error)).toBe(away);
});
