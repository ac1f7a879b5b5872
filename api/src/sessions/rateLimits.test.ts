import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { addAccount, password } from '../../test/examDay.ts';
import { TestApi } from '../../test/testApi.ts';

const signIn = (server: TestApi, email: string, given: string, forwardedFor?: string) =>
  fetch(`${server.url}/api/sign-in`, {
    method: 'POST',
    body: JSON.stringify({ email, password: given }),
    headers: { 'content-type': 'application/json', ...(forwardedFor ? { 'x-forwarded-for': forwardedFor } : {}) },
  });

describe('with no proxy in front', () => {
  let server: TestApi;
  beforeAll(async () => {
    server = await TestApi.start();
  });
  afterAll(() => server.close());

  test('ASVS 6.3.1 the ninth wrong password is refused unseen, whatever address it claims to come from; waiting helps', async () => {
    const { email } = await addAccount(server.orm, 'candidate');
    for (let i = 0; i < 8; i += 1) {
      expect((await signIn(server, email, `Wrong1Guess${i}`, `203.0.113.${i}`)).status).toBe(401);
    }
    const refused = await signIn(server, email, password, '203.0.113.99');
    expect(refused.status).toBe(429);
    expect(refused.headers.get('retry-after')).toBe('60');
    expect(await refused.json()).toEqual({ code: 'tooManyRequests', retryAfterSeconds: 60 });

    server.clock.advance(60_000);
    expect((await signIn(server, email, password)).status).toBe(200);
  });

  test('the right password is never counted', async () => {
    const { email } = await addAccount(server.orm, 'candidate');
    for (let i = 0; i < 20; i += 1) expect((await signIn(server, email, password)).status).toBe(200);
  });

  test('an unknown address is limited like a known one', async () => {
    for (let i = 0; i < 8; i += 1) await signIn(server, 'nobody@exam-day.example', 'Wrong1Guess');
    expect((await signIn(server, 'NOBODY@exam-day.example', 'Wrong1Guess')).status).toBe(429);
  });

  test('ASVS 2.4.1 one account that floods every other route is told to slow down, and no one else', async () => {
    const flooding = await server.as(await addAccount(server.orm, 'candidate'));
    const calm = await server.as(await addAccount(server.orm, 'candidate'));
    const outcomes = await Promise.allSettled(Array.from({ length: 220 }, () => flooding.call('me')));
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(200);
    await calm.call('me');
  });
});

describe('behind a trusted proxy', () => {
  let server: TestApi;
  beforeAll(async () => {
    server = await TestApi.start({ trustedProxies: ['127.0.0.1'] });
  });
  afterAll(() => server.close());

  test('the address is the one that the proxy saw, not one that the browser added before', async () => {
    const { email } = await addAccount(server.orm, 'candidate');
    for (let i = 0; i < 8; i += 1) await signIn(server, email, 'Wrong1Guess', `198.51.100.${i}, 203.0.113.1`);
    expect((await signIn(server, email, password, '198.51.100.77, 203.0.113.1')).status).toBe(429);
    expect((await signIn(server, email, password, '203.0.113.2')).status).toBe(200);
  });
});
