import { afterAll, beforeAll, expect, test } from 'vitest';
import { addAccount, password } from '../../test/examDay.ts';
import { PostgresServer } from '../../test/postgresServer.ts';
import { TestApi } from '../../test/testApi.ts';
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
  await postgres.resume();
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
  expect((await me()).status).toBe(200);
  expect((await signIn()).status).toBe(200);
  await server.api.checks.database?.();
  await postgres.halt();
});

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
