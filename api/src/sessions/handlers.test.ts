import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { addAccount, hour, password } from '../../test/examDay.ts';
import { TestApi } from '../../test/testApi.ts';
import type { Account } from '../accounts/account.ts';
import { AuditEntry } from '../audit/auditEntry.ts';
import { Session } from './session.ts';

let server: TestApi;
beforeAll(async () => {
  server = await TestApi.start();
});
afterAll(() => server.close());

const post = (path: string, body: unknown, headers: Record<string, string> = {}) =>
  fetch(server.url + path, {
    method: 'POST',
    body: JSON.stringify(body),
    headers: { 'content-type': 'application/json', ...headers },
  });
const signIn = (email: string, given = password, headers: Record<string, string> = {}) =>
  post('/api/sign-in', { email, password: given }, headers);
const cookieOf = (response: Response) => response.headers.getSetCookie()[0]?.split(';')[0] ?? '';
const me = (cookie: string) => fetch(`${server.url}/api/me`, { headers: { cookie } });
const sessions = (account: Account) => server.orm.em.fork().find(Session, { account });

describe('signing in', () => {
  test('ASVS 7.2.2 gives the person and a cookie that scripts cannot read, whose token is nowhere in the database', async () => {
    const account = await addAccount(server.orm, 'candidate');
    const response = await signIn(account.email);
    expect(response.status).toBe(200);
    expect(await response.json()).toEqual(account.asMe({ consentDue: false }));

    const [cookie = ''] = response.headers.getSetCookie();
    expect(cookie).toMatch(/^invigil=[\w-]{43}; Max-Age=43200; Path=\/; HttpOnly; SameSite=Lax$/);
    const token = cookieOf(response).slice('invigil='.length);
    const [session] = await sessions(account);
    expect(session?.tokenHash).toBe(Session.hashOf(token));
    expect(session?.tokenHash).not.toContain(token);
    expect((await me(cookieOf(response))).status).toBe(200);
  });

  test('takes an address in any capitals', async () => {
    const account = await addAccount(server.orm, 'proctor');
    expect((await signIn(account.email.toUpperCase())).status).toBe(200);
  });

  test('answers a wrong password and an unknown address with exactly the same', async () => {
    const account = await addAccount(server.orm, 'candidate');
    const invited = await addAccount(server.orm, 'candidate', { state: 'invited' });
    await server.database.query(`update account set password_hash = null where id = '${invited.id}'`);
    const answers = await Promise.all(
      [account.email, 'nobody@exam-day.example', invited.email].map(async (email) => {
        const response = await signIn(email, 'Wrong1Password');
        const headers = [...response.headers].filter(([name]) => !['date', 'content-security-policy'].includes(name));
        return { status: response.status, headers, body: await response.json() };
      }),
    );
    expect(answers[0]).toMatchObject({ status: 401, body: { code: 'wrongCredentials' } });
    expect(answers[1]).toEqual(answers[0]);
    expect(answers[2]).toEqual(answers[0]);
  });

  test('tells a suspended person so, but only with the right password, and ends their open sessions', async () => {
    const account = await addAccount(server.orm, 'candidate');
    const cookie = await server.cookieOf(account);
    await server.database.query(`update account set state = 'suspended' where id = '${account.id}'`);
    expect(await (await signIn(account.email)).json()).toEqual({ code: 'accountSuspended' });
    expect(await (await signIn(account.email, 'Wrong1Password')).json()).toEqual({ code: 'wrongCredentials' });
    expect((await me(cookie)).status).toBe(401);
  });

  test('ASVS 7.2.4 gives a new token each time and ends the session the browser had', async () => {
    const account = await addAccount(server.orm, 'candidate');
    const first = cookieOf(await signIn(account.email));
    const second = cookieOf(await signIn(account.email, password, { cookie: first }));
    expect(second).not.toBe(first);
    expect((await me(first)).status).toBe(401);
    expect((await me(second)).status).toBe(200);
    expect(await sessions(account)).toHaveLength(1);
  });

  test('ASVS 7.2.1 does not adopt a token that somebody else put into the browser', async () => {
    const account = await addAccount(server.orm, 'candidate');
    const planted = `invigil=${Session.newToken()}`;
    const given = cookieOf(await signIn(account.email, password, { cookie: planted }));
    expect(given).not.toBe(planted);
    expect((await me(planted)).status).toBe(401);
  });

  test('is written down with who and from where, and signing out too', async () => {
    const account = await addAccount(server.orm, 'candidate');
    const cookie = cookieOf(await signIn(account.email));
    await post('/api/sign-out', {}, { cookie });
    const entries = await server.orm.em.fork().find(AuditEntry, { actorId: account.id }, { orderBy: { id: 'asc' } });
    expect(entries.map(({ action, facts }) => ({ action, facts }))).toEqual([
      { action: 'sessionOpened', facts: {} },
      { action: 'sessionEnded', facts: {} },
    ]);
  });

  test('leaves no password, token or address in the log', async () => {
    const account = await addAccount(server.orm, 'candidate');
    const cookie = cookieOf(await signIn(account.email));
    await signIn(account.email, 'Secret1Guess');
    const log = await server.log();
    expect(log).toContain('sign-in refused');
    for (const secret of [password, 'Secret1Guess', account.email, cookie.slice('invigil='.length)]) {
      expect(log).not.toContain(secret);
    }
  });
});

describe('a session', () => {
  test('ASVS 7.4.1 ends when signed out, and the cookie with it', async () => {
    const cookie = await server.cookieOf(await addAccount(server.orm, 'candidate'));
    const response = await post('/api/sign-out', {}, { cookie });
    expect(response.status).toBe(200);
    expect(response.headers.getSetCookie()[0]).toMatch(/^invigil=; .*Expires=Thu, 01 Jan 1970/);
    expect(await (await me(cookie)).json()).toEqual({ code: 'unauthenticated' });
  });

  test('lasts twelve hours from its last use, to the second', async () => {
    const account = await addAccount(server.orm, 'candidate');
    const cookie = await server.cookieOf(account);
    server.clock.advance(12 * hour - 1_000);
    const renewed = await me(cookie);
    expect(renewed.status).toBe(200);
    expect(renewed.headers.getSetCookie()[0]).toContain('Max-Age=43200');

    server.clock.advance(12 * hour - 1);
    const other = await server.cookieOf(account);
    expect((await me(cookie)).status).toBe(200);
    server.clock.advance(12 * hour);
    expect((await me(cookie)).status).toBe(401);
    expect((await me(other)).status).toBe(401);
  });

  test('that expired is forgotten at the next sign-in', async () => {
    const account = await addAccount(server.orm, 'candidate');
    await server.cookieOf(account);
    server.clock.advance(12 * hour);
    await signIn(account.email);
    expect(await sessions(account)).toHaveLength(1);
  });

  test('is not written on every request', async () => {
    const account = await addAccount(server.orm, 'candidate');
    const cookie = await server.cookieOf(account);
    server.clock.advance(60_000);
    expect((await me(cookie)).headers.getSetCookie()).toEqual([]);
  });

  test.each(['', 'x', 'a'.repeat(4_000), '..%00'])('does not come from the cookie "%.8s"', async (token) => {
    expect((await me(`invigil=${token}`)).status).toBe(401);
  });
});
