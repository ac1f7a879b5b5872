import { AppError } from '@invigil/contract/errors';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { addAccount, addExamDay, password } from '../../test/examDay.ts';
import { TestApi } from '../../test/testApi.ts';
import { AuditEntry } from '../audit/auditEntry.ts';
import { Mail } from '../mails/mail.ts';
import type { Account } from './account.ts';

const next = 'Newer2Password';

let server: TestApi;
beforeAll(async () => {
  server = await TestApi.start();
});
afterAll(() => server.close());

const send = (path: string, body: unknown, cookie = '') =>
  fetch(server.url + path, {
    method: 'POST',
    body: JSON.stringify(body),
    headers: { 'content-type': 'application/json', cookie },
  });
const change = (cookie: string, currentPassword = password, newPassword = next) =>
  send('/api/me/password', { currentPassword, newPassword }, cookie);
const signIn = ({ email }: Account, given: string) => send('/api/sign-in', { email, password: given });
const statusOf = async (cookie: string) => (await fetch(`${server.url}/api/me`, { headers: { cookie } })).status;
const cookieOf = (response: Response) => response.headers.getSetCookie()[0]?.split(';')[0] ?? '';

test('ASVS 7.4.3 the new password is the only one from then on; this browser goes on under a new token, all others are out', async () => {
  const account = await addAccount(server.orm, 'candidate');
  const [mine, other, third] = [
    await server.cookieOf(account),
    await server.cookieOf(account),
    await server.cookieOf(account),
  ];
  const response = await change(mine);
  expect(response.status).toBe(200);
  expect(await response.json()).toEqual({ revoked: 2 });

  const rotated = cookieOf(response);
  expect(rotated).not.toBe(mine);
  expect(await statusOf(rotated)).toBe(200);
  for (const ended of [mine, other, third]) expect(await statusOf(ended)).toBe(401);
  expect((await signIn(account, password)).status).toBe(401);
  expect((await signIn(account, next)).status).toBe(200);
});

test('it is written down and told by mail, without any password', async () => {
  const account = await addAccount(server.orm, 'proctor');
  await change(await server.cookieOf(account));
  const em = server.orm.em.fork();
  const entries = await em.find(AuditEntry, { actorId: account.id });
  expect(entries.map(({ action, facts, address }) => [action, facts, address])).toEqual([
    ['passwordChanged', {}, '127.0.0.1'],
  ]);
  const mails = await em.find(Mail, { account });
  expect(mails.map(({ kind, recipient }) => [kind, recipient])).toEqual([['passwordChanged', account.email]]);
  const log = await server.log();
  for (const secret of [password, next]) expect(log + JSON.stringify(mails)).not.toContain(secret);
});

test('a wrong current password changes nothing, and is limited together with sign-ins', async () => {
  const account = await addAccount(server.orm, 'candidate');
  const cookie = await server.cookieOf(account);
  for (let i = 0; i < 8; i += 1) {
    const refused = await change(cookie, `Wrong${i}Guess`);
    expect(refused.status).toBe(403);
    expect(await refused.json()).toEqual({ code: 'wrongCurrentPassword' });
  }
  const limited = await change(cookie);
  expect(limited.status).toBe(429);
  expect(await limited.json()).toEqual({ code: 'tooManyRequests', retryAfterSeconds: 60 });
  expect((await signIn(account, password)).status).toBe(429);
  expect(await statusOf(cookie)).toBe(200);

  server.clock.advance(60_000);
  expect((await signIn(account, password)).status).toBe(200);
});

test.each([
  ['abcdefg1', ['uppercase']],
  ['ABCDEFG1', ['lowercase']],
  ['Abcdefgh', ['digit']],
  ['Abcde1x', ['longEnough']],
  ['', ['lowercase', 'uppercase', 'digit', 'longEnough']],
])('%s is refused, naming the rules it breaks', async (weak, failed) => {
  const cookie = await server.cookieOf(await addAccount(server.orm, 'candidate'));
  const refused = await change(cookie, password, weak);
  expect(refused.status).toBe(400);
  const body: unknown = await refused.json();
  expect(body).toEqual({ code: 'passwordTooWeak', failed });
});

test('a password of emoji, spaces and an accented capital is fine, however its accents are composed', async () => {
  const account = await addAccount(server.orm, 'candidate');
  const long = `\u00c9t\u00e9 \u{1F980} 7 ${'x'.repeat(60)}`;
  expect((await change(await server.cookieOf(account), password, long)).status).toBe(200);
  expect((await signIn(account, long.normalize('NFD'))).status).toBe(200);
});

test('pressed twice at once, one change is made and the other browser tab is told why not', async () => {
  const account = await addAccount(server.orm, 'candidate');
  const cookie = await server.cookieOf(account);
  const answers = await Promise.all([
    change(cookie, password, 'First1Password'),
    change(cookie, password, 'Second2Pass'),
  ]);
  expect(answers.map(({ status }) => status).sort()).toEqual([200, 403]);
});

test('during a running exam it changes the password and leaves the sitting as it is', async () => {
  const { candidate, sitting } = await addExamDay(server.orm, {
    opensAt: new Date(server.clock.now() - 1_000),
    state: 'writing',
  });
  const cookie = cookieOf(await change(await server.cookieOf(candidate)));
  const caller = server.caller(cookie);
  const { sittings } = await caller.call('mySittings');
  expect(sittings.map(({ state }) => state)).toEqual(['writing']);
  const again = await caller.call('sittingJoinToken', { params: { sittingId: sitting.id } }).catch((error) => error);
  expect(again).not.toBeInstanceOf(AppError);
});
