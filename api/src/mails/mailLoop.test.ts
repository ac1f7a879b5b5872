import { randomUUID } from 'node:crypto';
import { createLog } from '@invigil/server-kit/log';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { addAccount } from '../../test/examDay.ts';
import { MailServer } from '../../test/mailServer.ts';
import { TestApi } from '../../test/testApi.ts';
import { createApi } from '../api.ts';
import { Mail } from './mail.ts';
import { claimMs } from './patience.ts';

const minute = 60_000;
let smtp: MailServer;
let server: TestApi;
let admin: Awaited<ReturnType<TestApi['as']>>;
beforeEach(async () => {
  smtp = await MailServer.start();
  server = await TestApi.start({
    mail: { smtpUrl: smtp.url, from: 'Invigil <exams@school.example>', outboxDir: '/nonexistent' },
  });
  admin = await server.as(await addAccount(server.orm, 'admin'));
});
afterEach(async () => {
  await server.close();
  await smtp.down();
});

async function invite(): Promise<string> {
  const { id: personId, email } = await addAccount(server.orm, 'candidate', { state: 'invited' });
  await admin.call('invitePerson', { params: { personId }, body: { idempotencyKey: randomUUID() } });
  return email;
}
const mails = () => server.orm.em.fork().find(Mail, {}, { orderBy: { id: 'asc' } });
const eventually = <T>(check: () => T) => vi.waitFor(check, { timeout: 15_000, interval: 50 });
const attempted = (times: number) =>
  eventually(async () => expect((await mails()).every(({ attempts }) => attempts >= times)).toBe(true));
/** Until every mail that is due was tried, and what became of it written down; so no attempt is under way. */
const recorded = () =>
  eventually(async () => {
    const now = server.clock.now();
    for (const { nextAttemptAt } of await mails()) {
      if (nextAttemptAt == null) continue;
      expect(nextAttemptAt.getTime()).toBeGreaterThan(now);
      expect(nextAttemptAt.getTime()).not.toBe(now + claimMs);
    }
  });
const metric = async (name: string) =>
  Number(new RegExp(`^invigil_api_${name} (\\S+)`, 'm').exec(await server.api.metrics.text())?.[1]);

test('a mail server that is down for an hour loses no mail and gets none twice', async () => {
  await smtp.down();
  const emails = await Promise.all(Array.from({ length: 12 }, invite));
  for (let minutes = 0; minutes < 60; minutes += 5) {
    await recorded();
    server.clock.advance(5 * minute);
    if (minutes === 15) emails.push(await invite());
  }
  await eventually(async () => expect(await metric('mails_queued')).toBe(13));
  expect(await metric('oldest_mail_age_seconds')).toBe(3_600);
  const tried = (await mails()).map(({ attempts }) => attempts);
  expect(Math.max(...tried)).toBeLessThan(20);

  await recorded();
  await smtp.up();
  server.clock.advance(10 * minute);
  await eventually(() => expect(smtp.received).toHaveLength(13));
  await eventually(async () => expect(await metric('mails_queued')).toBe(0));
  server.clock.advance(60 * minute);
  await invite();
  await eventually(() => expect(smtp.received).toHaveLength(14));
  for (const email of emails) expect(smtp.received.filter(({ to }) => to.includes(email))).toHaveLength(1);
  expect(new Set(smtp.received.map(({ messageId }) => messageId)).size).toBe(14);
  expect((await mails()).every(({ sentAt, failedAt }) => sentAt !== null && failedAt === null)).toBe(true);
  await eventually(async () => expect(await metric('mails_sent_total')).toBe(14));
}, 60_000);

test('two processes that share a database send each mail once', async () => {
  await smtp.down();
  await Promise.all(Array.from({ length: 20 }, invite));
  await recorded();
  const { orm, clock } = server;
  const log = createLog({ name: 'other', level: 'silent' });
  const cluster = await server.join('other');
  const other = await createApi({ cluster, orm, clock, log, config: server.config });
  await other.listen({ host: '127.0.0.1', port: 0 });
  await smtp.up();
  clock.advance(10 * minute);
  await eventually(async () => expect((await mails()).every(({ sentAt }) => sentAt !== null)).toBe(true));
  expect(smtp.received).toHaveLength(20);
  await other.close();
});

test('a receiver that is refused for good is given up after three attempts, and the code is forgotten', async () => {
  smtp.refusal = { code: 550, text: 'no such mailbox <somebody@school.example>' };
  await invite();
  for (const attempt of [1, 2, 3]) {
    await attempted(attempt);
    await recorded();
    server.clock.advance(2 * minute);
  }
  const [mail] = await eventually(async () => {
    const found = await server.orm.em.fork().find(Mail, { failedAt: { $ne: null } }, { populate: ['sealed'] });
    expect(found).toHaveLength(1);
    return found;
  });
  expect(mail).toMatchObject({ attempts: 3, sealed: null, nextAttemptAt: null, sentAt: null });
  expect(mail?.lastError).toContain('no such mailbox');
  expect(mail?.lastError).not.toContain('somebody@school.example');
  await eventually(async () => expect(await metric('mails_failed_total')).toBe(1));
});

test('a receiver that is refused for now is tried again', async () => {
  smtp.refusal = { code: 451, text: 'come back later' };
  await invite();
  await recorded();
  smtp.refusal = undefined;
  server.clock.advance(10 * minute);
  await eventually(() => expect(smtp.received).toHaveLength(1));
});

test('a mail is given up when it is of no use any more', async () => {
  await smtp.down();
  await server
    .caller()
    .call('askPasswordReset', { body: { email: (await addAccount(server.orm, 'candidate')).email } });
  await recorded();
  server.clock.advance(6 * 60 * minute);
  await eventually(async () => expect((await mails()).map(({ failedAt }) => failedAt !== null)).toEqual([true]));
  await smtp.up();
});

test('an answer that is lost, like a crash before it is recorded, sends again under the same Message-ID', async () => {
  smtp.losesAnswers = true;
  await invite();
  await eventually(() => expect(smtp.received).toHaveLength(1));
  await recorded();
  smtp.losesAnswers = false;
  server.clock.advance(10 * minute);
  await eventually(() => expect(smtp.received).toHaveLength(2));
  expect(new Set(smtp.received.map(({ messageId }) => messageId)).size).toBe(1);
});

test('a claimed mail of a process that is gone waits until no attempt can be under way, then is sent', async () => {
  await smtp.down();
  await invite();
  await recorded();
  const claimedUntil = new Date(server.clock.now() + 5 * minute).toISOString();
  await server.database.query(`update mail set next_attempt_at = '${claimedUntil}', last_error = null`);
  await smtp.up();
  server.clock.advance(5 * minute - 1);
  await invite();
  await eventually(() => expect(smtp.received).toHaveLength(1));
  server.clock.advance(1);
  await eventually(() => expect(smtp.received).toHaveLength(2));
});
