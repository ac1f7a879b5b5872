import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { addAccount } from '../../test/examDay.ts';
import { TestApi } from '../../test/testApi.ts';

/** Sends a change of language as a browser with a session would, with these headers added. */
async function change(server: TestApi, cookie: string, headers: Record<string, string>): Promise<number> {
  const response = await fetch(`${server.url}/api/me`, {
    method: 'PATCH',
    headers: { 'content-type': 'application/json', cookie, ...headers },
    body: '{"language":"en"}',
  });
  if (response.status === 403) expect(await response.json()).toEqual({ code: 'originRefused' });
  return response.status;
}

describe('a change that a browser sends', () => {
  let server: TestApi;
  let cookie: string;
  beforeAll(async () => {
    server = await TestApi.start();
    cookie = await server.cookieOf(await addAccount(server.orm, 'candidate'));
  });
  afterAll(() => server.close());

  test('from our own page is done', async () => {
    expect(await change(server, cookie, { origin: server.url })).toBe(200);
  });

  test.each([
    'https://evil.example',
    'http://127.0.0.1',
    'http://127.0.0.1:1',
    'null',
    'file://',
    'http://127.0.0.1.evil.example',
    'not an origin',
  ])('from %s is refused', async (origin) => {
    expect(await change(server, cookie, { origin })).toBe(403);
  });

  test('from another site that hides its origin is refused by what the browser says of the site', async () => {
    expect(await change(server, cookie, { 'sec-fetch-site': 'cross-site' })).toBe(403);
    expect(await change(server, cookie, { 'sec-fetch-site': 'same-site' })).toBe(403);
  });

  test('from a program that is no browser is done', async () => {
    expect(await change(server, cookie, {})).toBe(200);
  });

  test('is refused before a password is looked at, also when signing in', async () => {
    const response = await fetch(`${server.url}/api/sign-in`, {
      method: 'POST',
      headers: { origin: 'https://evil.example' },
    });
    expect(await response.json()).toEqual({ code: 'originRefused' });
  });
});

test('named public origins are the only ones admitted', async () => {
  const server = await TestApi.start({ publicOrigins: ['https://invigil.example'] });
  try {
    const cookie = await server.cookieOf(await addAccount(server.orm, 'candidate'));
    expect(await change(server, cookie, { origin: 'https://invigil.example' })).toBe(200);
    expect(await change(server, cookie, { origin: server.url })).toBe(403);
  } finally {
    await server.close();
  }
});
