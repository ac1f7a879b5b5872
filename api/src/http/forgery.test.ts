import { once } from 'node:events';
import { connect } from 'node:net';
import { type RouteName, routes } from '@invigil/contract/routes';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { addAccount } from '../../test/examDay.ts';
import { TestApi } from '../../test/testApi.ts';
import type { Account } from '../accounts/account.ts';

let server: TestApi;
let account: Account;
let cookie: string;
beforeAll(async () => {
  server = await TestApi.start();
  account = await addAccount(server.orm, 'candidate');
  cookie = await server.cookieOf(account);
});
afterAll(() => server.close());

/** How a browser tells that a request is not of our own page. */
const forged: Record<string, string>[] = [
  { origin: 'https://evil.example' },
  { origin: 'null' },
  { 'sec-fetch-site': 'cross-site' },
];

describe('what another site makes a browser send', () => {
  const unsafe = (Object.keys(routes) as RouteName[]).filter((name) => routes[name].method !== 'GET');

  test.each(unsafe)('is refused by %s, whoever is signed in', async (name) => {
    const { method, path } = routes[name];
    for (const headers of forged) {
      const response = await fetch(server.url + path, {
        method,
        headers: { 'content-type': 'application/json', cookie, ...headers },
        body: '{}',
      });
      expect(response.status).toBe(403);
      expect(await response.json()).toEqual({ code: 'originRefused' });
    }
  });

  test('changes nothing by a method that is thought to be safe', async () => {
    const answers = await Promise.all(
      unsafe.map((name) =>
        fetch(server.url + routes[name].path, { headers: { cookie, origin: 'https://evil.example' } }),
      ),
    );
    const reading = (Object.keys(routes) as RouteName[]).filter((name) => routes[name].method === 'GET');
    const readable = new Set<string>(reading.map((name) => routes[name].path));
    for (const [i, answer] of answers.entries()) {
      const name = unsafe[i];
      if (name && !readable.has(routes[name].path)) expect([400, 403, 404]).toContain(answer.status);
    }
    expect((await server.caller(cookie).call('me')).name).toBe(account.name);
  });

  test('ASVS 3.4.2 reads no answer, since none allows another origin to', async () => {
    const response = await fetch(`${server.url}/api/me`, { headers: { cookie, origin: 'https://evil.example' } });
    const named = [...response.headers.keys()].filter((header) => header.startsWith('access-control-'));
    expect(named).toEqual([]);
    const asked = await fetch(`${server.url}/api/me`, {
      method: 'OPTIONS',
      headers: { origin: 'https://evil.example', 'access-control-request-method': 'PATCH' },
    });
    expect(asked.status).toBe(404);
    expect(asked.headers.get('access-control-allow-origin')).toBeNull();
  });
});

describe('a line break', () => {
  const breaks = ['\r\nset-cookie: invigil=evil', '\nset-cookie: invigil=evil', '\r', '\u0000', '\u0085', '\u001b[2J'];

  test.each(breaks)('in a name (%j) is refused', async (text) => {
    for (const name of [`Ada${text}`, `${text}Ada`.trimStart(), `A${text}da`]) {
      if (!/\p{Cc}/u.test(name.trim())) continue;
      const response = await fetch(`${server.url}/api/me`, {
        method: 'PATCH',
        headers: { 'content-type': 'application/json', cookie },
        body: JSON.stringify({ name }),
      });
      expect(await response.json()).toMatchObject({ code: 'invalid', issues: [{ path: 'name' }] });
    }
  });

  test.each(breaks)('in an address (%j) is refused before anything is done with it', async (text) => {
    for (const path of ['/api/sign-in', '/api/password-reset/ask']) {
      const response = await fetch(server.url + path, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ email: `ada@b.example${text}`, password: 'x' }),
      });
      expect(await response.json()).toMatchObject({ code: 'invalid' });
    }
  });

  test('in the name of a file or a query never becomes a header', async () => {
    const admin = await server.cookieOf(await addAccount(server.orm, 'admin'));
    const given = encodeURIComponent('a.csv\r\nset-cookie: invigil=evil');
    for (const path of [`/api/admin/rosters?fileName=${given}`, `/api/legal-documents?language=${given}`]) {
      const response = await fetch(server.url + path, {
        method: path.includes('legal') ? 'GET' : 'POST',
        headers: { cookie: admin, 'content-type': 'text/csv' },
        ...(path.includes('legal') ? {} : { body: 'E-mail\r\n' }),
      });
      expect([400, 404, 415]).toContain(response.status);
      expect(response.headers.getSetCookie()).toEqual([]);
    }
  });

  test('smuggled into a request line or a header is refused and cut off, and nothing of it comes back', async () => {
    for (const head of [
      'GET /api/me\r\nset-cookie: x=evil HTTP/1.1\r\nhost: a',
      'GET /api/me HTTP/1.1\r\nhost: a\r\ncookie: invigil=a\u0000b',
      'GET /api/me HTTP/1.1\r\nhost: a\r\ncontent-length: 5\r\ntransfer-encoding: chunked',
    ]) {
      const socket = connect(Number(new URL(server.url).port), '127.0.0.1');
      const answer: Buffer[] = [];
      socket.on('data', (data: Buffer) => answer.push(data));
      socket.write(`${head}\r\n\r\n`);
      await once(socket, 'close');
      const text = Buffer.concat(answer).toString();
      expect(text).toMatch(/^HTTP\/1.1 40[01] /);
      expect(text).not.toContain('evil');
    }
  });
});
