import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { addAccount } from '../../test/examDay.ts';
import { mailsTo } from '../../test/receivedMail.ts';
import { TestApi } from '../../test/testApi.ts';
import type { Account } from '../accounts/account.ts';
import { AuditEntry } from '../audit/auditEntry.ts';
import { Mail } from '../mails/mail.ts';
import { Invitation } from './invitation.ts';

let server: TestApi;
let admin: Awaited<ReturnType<TestApi['as']>>;
beforeAll(async () => {
  server = await TestApi.start();
  admin = await server.as(await addAccount(server.orm, 'admin'));
});
afterAll(() => server.close());

const invite = ({ id: personId }: Account, idempotencyKey: string = randomUUID()) =>
  admin.call('invitePerson', { params: { personId }, body: { idempotencyKey } });
const revoke = ({ id: personId }: Account) => admin.call('revokeInvitation', { params: { personId } });
const invited = () => addAccount(server.orm, 'candidate', { state: 'invited' });

test('one press, repeated, sends one mail with one code; another press supersedes it', async () => {
  const account = await invited();
  const idempotencyKey = randomUUID();
  const first = await invite(account, idempotencyKey);
  expect(await invite(account, idempotencyKey)).toEqual(first);
  expect(first.invitation).toMatchObject({ state: 'sent', sentAt: '2026-06-15T09:00:00.000Z' });
  expect(first.invitation?.expiresAt).toBe('2026-07-15T09:00:00.000Z');
  await mailsTo(server, account.email);
  await invite(account);
  await mailsTo(server, account.email, { count: 2 });
  const em = server.orm.em.fork();
  const states = (await em.find(Invitation, { account })).map(({ state }) => state);
  expect(states.sort()).toEqual(['sent', 'superseded']);
  expect(await em.count(AuditEntry, { subjectId: account.id, action: 'invitationSent' })).toBe(2);
});

test('presses at the same time leave one open code', async () => {
  const account = await invited();
  await Promise.all(Array.from({ length: 8 }, () => invite(account)));
  const em = server.orm.em.fork();
  expect(await em.count(Invitation, { account, state: 'sent' })).toBe(1);
  expect(await em.count(Invitation, { account })).toBe(8);
});

test('a superseded code that was not sent yet is not sent any more', async () => {
  const account = await invited();
  const { invitation } = await invite(account);
  const sent = () => server.orm.em.fork().findOneOrFail(Mail, { account, sentAt: { $ne: null } });
  await vi.waitFor(sent, { timeout: 10_000 });
  await server.database.query(
    `update mail set sent_at = null, sealed = 'x', next_attempt_at = '2100-01-01' where account_id = '${account.id}'`,
  );
  await invite(account);
  const left = await server.orm.em.fork().find(Mail, { account });
  expect(left.map(({ idempotencyKey }) => idempotencyKey)).not.toContain(`invitation ${invitation?.invitationId}`);
});

test('who is active is told to sign in, once for each press, without a new code', async () => {
  const account = await addAccount(server.orm, 'proctor');
  const idempotencyKey = randomUUID();
  expect(await invite(account, idempotencyKey)).toEqual({ invitation: null });
  await invite(account, idempotencyKey);
  const mails = await mailsTo(server, account.email, { subject: /déjà actif/ });
  expect(mails).toHaveLength(1);
  expect(mails[0]?.text).toContain('https://exams.example/sign-in');
  expect(mails[0]?.secret).toBeUndefined();
  await expect(invite(await addAccount(server.orm, 'proctor'), idempotencyKey)).rejects.toThrow('keyReused');
});

test('who is suspended or unknown is not invited, and a key is for one person', async () => {
  const suspended = await addAccount(server.orm, 'candidate', { state: 'suspended' });
  await expect(invite(suspended)).rejects.toThrow('personSuspended');
  const unknown = { ...suspended, id: randomUUID() } as Account;
  await expect(invite(unknown)).rejects.toThrow('notFound');
  await expect(revoke(unknown)).rejects.toThrow('notFound');
  const idempotencyKey = randomUUID();
  await invite(await invited(), idempotencyKey);
  await expect(invite(await invited(), idempotencyKey)).rejects.toThrow('keyReused');
});

test('an open code is revoked once; what is not open stays what it is', async () => {
  const account = await invited();
  expect(await revoke(account)).toEqual({ invitation: null });
  await invite(account);
  expect((await revoke(account)).invitation).toMatchObject({ state: 'revoked', endedAt: '2026-06-15T09:00:00.000Z' });
  server.clock.advance(1_000);
  expect((await revoke(account)).invitation).toMatchObject({ state: 'revoked', endedAt: '2026-06-15T09:00:00.000Z' });
  expect(await server.orm.em.fork().count(AuditEntry, { subjectId: account.id, action: 'invitationRevoked' })).toBe(1);
});
