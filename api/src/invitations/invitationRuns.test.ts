import { randomUUID } from 'node:crypto';
import type { InvitationRunAction } from '@invigil/contract/routes/admin/invitationRuns';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { addAccount } from '../../test/examDay.ts';
import { outboxOf } from '../../test/receivedMail.ts';
import { TestApi } from '../../test/testApi.ts';
import type { Account } from '../accounts/account.ts';
import { Invitation } from './invitation.ts';

const day = 24 * 60 * 60 * 1000;
let server: TestApi;
let adminAccount: Account;
let admin: Awaited<ReturnType<TestApi['as']>>;
beforeAll(async () => {
  server = await TestApi.start();
  adminAccount = await addAccount(server.orm, 'admin');
  admin = await server.as(adminAccount);
});
afterAll(() => server.close());

/** Writes many invited people down at once; their names begin with `prefix`. */
async function addPeople(prefix: string, count: number): Promise<void> {
  await server.database.query(`
    insert into account (id, name, email, role, language, state, created_at)
    select gen_random_uuid(), '${prefix} ' || n, '${prefix}' || n || '@many.example', 'candidate', 'en', 'invited', now()
    from generate_series(1, ${count}) n`);
}

type People = Parameters<typeof startOf>[1];
const startOf = (
  action: InvitationRunAction,
  people: { personIds: Account['id'][] } | { search?: string; status?: ['invited'] },
  idempotencyKey: string = randomUUID(),
) => admin.call('startInvitationRun', { body: { idempotencyKey, action, people } });

async function done(invitationRunId: Awaited<ReturnType<typeof startOf>>['invitationRunId']) {
  return vi.waitFor(
    async () => {
      const run = await admin.call('invitationRun', { params: { invitationRunId } });
      expect([run.state, run.mails.waiting]).toEqual(['done', 0]);
      return run;
    },
    { timeout: 25_000, interval: 100 },
  );
}
const run = async (action: InvitationRunAction, people: People) =>
  done((await startOf(action, people)).invitationRunId);

test('everybody a filter finds is invited, with progress, and each gets one mail', async () => {
  await addPeople('bulk', 130);
  const started = await startOf('invite', { search: 'bulk' });
  expect(started).toMatchObject({ action: 'invite', state: 'running', total: 130, requestedBy: adminAccount.name });
  const finished = await done(started.invitationRunId);
  expect(finished).toMatchObject({ total: 130, done: 130, mails: { waiting: 0, sent: 130, failed: 0 } });
  expect(finished.outcomes).toMatchObject({ sent: 130, hasOpenCode: 0 });
  const mails = await outboxOf(server, '@many.example');
  expect(new Set(mails.map(({ to }) => to)).size).toBe(130);
  expect(new Set(mails.map(({ secret }) => secret)).size).toBe(130);
  expect((await admin.call('invitationRuns')).runs[0]?.invitationRunId).toBe(started.invitationRunId);

  // Again: all have an open code, so nobody is bothered.
  expect((await run('invite', { search: 'bulk' })).outcomes).toMatchObject({ sent: 0, hasOpenCode: 130 });
});

test('each person is treated as they are', async () => {
  const fresh = await addAccount(server.orm, 'candidate', { state: 'invited' });
  const active = await addAccount(server.orm, 'candidate');
  const suspended = await addAccount(server.orm, 'candidate', { state: 'suspended' });
  const personIds = [fresh.id, active.id, suspended.id];
  const outcomes = async (action: InvitationRunAction) => (await run(action, { personIds })).outcomes;
  const none = { sent: 0, revoked: 0, toldToSignIn: 0, hasOpenCode: 0, noOpenCode: 0, suspended: 0 };
  expect(await outcomes('resend')).toEqual({ ...none, noOpenCode: 2, suspended: 1 });
  expect(await outcomes('invite')).toEqual({ ...none, sent: 1, toldToSignIn: 1, suspended: 1 });
  expect(await outcomes('resend')).toEqual({ ...none, sent: 1, noOpenCode: 1, suspended: 1 });
  expect(await outcomes('revoke')).toEqual({ ...none, revoked: 1, noOpenCode: 2 });
  expect(await outcomes('revoke')).toEqual({ ...none, noOpenCode: 3 });
  const states = (await server.orm.em.fork().find(Invitation, { account: fresh })).map(({ state }) => state);
  expect(states.sort()).toEqual(['revoked', 'superseded']);
});

test('the same key is the same run, even at the same time, and never another one', async () => {
  const { id } = await addAccount(server.orm, 'candidate', { state: 'invited' });
  const key = randomUUID();
  const runs = await Promise.all(Array.from({ length: 5 }, () => startOf('invite', { personIds: [id] }, key)));
  expect(new Set(runs.map(({ invitationRunId }) => invitationRunId)).size).toBe(1);
  await expect(startOf('revoke', { personIds: [id] }, key)).rejects.toThrow('keyReused');
  await done(runs[0]?.invitationRunId ?? ('' as never));
});

test('people who do not exist, too many of them, and unknown runs are refused', async () => {
  await expect(startOf('invite', { personIds: [randomUUID() as Account['id']] })).rejects.toThrow('notFound');
  await expect(admin.call('invitationRun', { params: { invitationRunId: randomUUID() as never } })).rejects.toThrow(
    'notFound',
  );
  await expect(admin.call('invitationRuns', { query: { cursor: 'nonsense' } })).rejects.toThrow('invalid');
  await addPeople('crowd', 10_001);
  await expect(startOf('invite', { search: 'crowd' })).rejects.toMatchObject({
    body: { code: 'tooManyPeople', most: 10_000 },
  });
  await server.database.query(`delete from account where name like 'crowd %'`);
});

test('a run whose process ended is carried on by the next one', async () => {
  await addPeople('later', 60);
  const id = randomUUID();
  // As a process leaves it that ended after some.
  await server.database.query(`
    insert into invitation_run (id, idempotency_key, request, action, requested_by_id, requested_at, address)
    values ('${id}', '${randomUUID()}', '{}', 'invite', '${adminAccount.id}', '2026-06-15', '127.0.0.1');
    insert into invitation_run_person (run_id, account_id, outcome)
    select '${id}', id, case when name = 'later 1' then 'noOpenCode' end from account where name like 'later %'`);
  expect((await done(id as never)).outcomes).toMatchObject({ sent: 59, noOpenCode: 1 });
});

test('runs are read page by page, the newest first', async () => {
  const all = (await admin.call('invitationRuns', { query: { limit: 200 } })).runs.map((one) => one.invitationRunId);
  const read: string[] = [];
  let cursor: string | null = null;
  do {
    const page: Awaited<ReturnType<typeof readPage>> = await readPage(cursor);
    read.push(...page.runs.map((one) => one.invitationRunId));
    cursor = page.nextCursor;
  } while (cursor !== null);
  expect(read).toEqual(all);
  expect(all.length).toBeGreaterThan(5);
});

const readPage = (cursor: string | null) =>
  admin.call('invitationRuns', { query: { limit: 2, ...(cursor === null ? {} : { cursor }) } });

test('expired codes are sent anew by both', async () => {
  const { id } = await addAccount(server.orm, 'candidate', { state: 'invited' });
  await run('invite', { personIds: [id] });
  server.clock.advance(31 * day);
  admin = await server.as(adminAccount);
  expect((await run('revoke', { personIds: [id] })).outcomes.noOpenCode).toBe(1);
  expect((await run('resend', { personIds: [id] })).outcomes.sent).toBe(1);
});
