import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { addAccount, password } from '../../test/examDay.ts';
import { mailsTo, outboxOf } from '../../test/receivedMail.ts';
import { TestApi } from '../../test/testApi.ts';
import { AuditEntry } from '../audit/auditEntry.ts';
import { Mail } from '../mails/mail.ts';

const minute = 60_000;
let server: TestApi;
beforeAll(async () => {
  server = await TestApi.start();
});
afterAll(() => server.close());

const ask = (email: string) => server.caller().call('askPasswordReset', { body: { email } });
const reset = (token: string, next = 'Next1Password') =>
  server.caller().call('resetPassword', { body: { token, password: next } });
const links = (email: string, count = 1) => mailsTo(server, email, { subject: /nouveau mot de passe/, count });

async function secretFor(email: string): Promise<string> {
  await ask(email);
  const [mail] = await links(email);
  return mail?.secret ?? '';
}

test('the link sets a new password once, signs every browser out, and the change is told by mail', async () => {
  const account = await addAccount(server.orm, 'candidate');
  const browser = await server.as(account);
  const token = await secretFor(account.email.toUpperCase().toLowerCase());
  await expect(reset(token, 'weak')).rejects.toMatchObject({ code: 'passwordTooWeak' });
  expect(await reset(token)).toEqual({ email: account.email });

  await expect(browser.call('me')).rejects.toThrow('unauthenticated');
  const signIn = (given: string) => server.caller().call('signIn', { body: { email: account.email, password: given } });
  await expect(signIn(password)).rejects.toThrow('wrongCredentials');
  await signIn('Next1Password');
  await expect(reset(token, 'Other1Password')).rejects.toThrow('resetRefused');
  await mailsTo(server, account.email, { subject: /a changé/ });
  const entries = await server.orm.em.fork().find(AuditEntry, { actorId: account.id }, { orderBy: { id: 'asc' } });
  expect(entries.map(({ action, address }) => [action, address])).toEqual([
    ['passwordResetAsked', '127.0.0.1'],
    ['passwordReset', '127.0.0.1'],
    ['sessionOpened', '127.0.0.1'],
  ]);
});

test('of 20 who use one link at once, exactly one succeeds', async () => {
  const account = await addAccount(server.orm, 'candidate');
  const token = await secretFor(account.email);
  const outcomes = await Promise.allSettled(Array.from({ length: 20 }, (_, i) => reset(token, `Next${i}Password`)));
  expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  server.clock.advance(20 * minute);
});

test('a link works for an hour, and only the newest does', async () => {
  const account = await addAccount(server.orm, 'candidate');
  const first = await secretFor(account.email);
  server.clock.advance(minute);
  await ask(account.email);
  const second = (await links(account.email, 2)).find(({ secret }) => secret !== first)?.secret ?? '';
  await expect(reset(first)).rejects.toThrow('resetRefused');
  server.clock.advance(60 * minute);
  await expect(reset(second)).rejects.toThrow('resetRefused');
  const third = await (async () => {
    await ask(account.email);
    const mails = await links(account.email, 3);
    return mails.find(({ secret }) => secret !== first && secret !== second)?.secret ?? '';
  })();
  server.clock.advance(60 * minute - 1);
  await reset(third);
});

test('nobody is told which addresses are known; only who can sign in gets a mail', async () => {
  const invited = await addAccount(server.orm, 'candidate', { state: 'invited' });
  const suspended = await addAccount(server.orm, 'candidate', { state: 'suspended' });
  for (const email of [invited.email, suspended.email, 'nobody@exam-day.example']) expect(await ask(email)).toEqual({});
  const waiting = () => server.orm.em.fork().count(Mail, { nextAttemptAt: { $ne: null } });
  await vi.waitFor(async () => expect(await waiting()).toBe(0), { timeout: 10_000 });
  for (const { email } of [invited, suspended]) expect(await outboxOf(server, email)).toEqual([]);
  expect(await outboxOf(server, 'nobody@')).toEqual([]);
  // What strangers typed is not kept.
  expect(await server.orm.em.fork().count(Mail, { recipient: 'nobody@exam-day.example' })).toBe(0);
});

test('the sixth mail to one address is refused, known or not; others are not', async () => {
  for (let i = 0; i < 5; i += 1) await ask('flooded@exam-day.example');
  await expect(ask('FLOODED@exam-day.example')).rejects.toThrow('tooManyRequests');
  await ask('calm@exam-day.example');
  server.clock.advance(15 * minute);
  await ask('flooded@exam-day.example');
});
