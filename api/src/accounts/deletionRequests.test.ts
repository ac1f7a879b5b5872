import { afterAll, beforeAll, expect, test } from 'vitest';
import { addAccount } from '../../test/examDay.ts';
import { TestApi } from '../../test/testApi.ts';
import { AuditEntry } from '../audit/auditEntry.ts';
import { DeletionRequest } from './deletionRequest.ts';

let server: TestApi;
beforeAll(async () => {
  server = await TestApi.start();
});
afterAll(() => server.close());

test('asked many times at once, it is asked once, and the profile tells since when', async () => {
  const account = await addAccount(server.orm, 'candidate');
  const caller = await server.as(account);
  expect((await caller.call('myProfile')).deletionRequestedAt).toBeNull();
  const asked = await Promise.all(Array.from({ length: 6 }, () => caller.call('askDeletion')));
  const at = new Date(server.clock.now()).toISOString();
  expect(new Set(asked.map(({ requestedAt }) => requestedAt))).toEqual(new Set([at]));

  server.clock.advance(1_000);
  expect(await caller.call('askDeletion')).toEqual({ requestedAt: at });
  expect((await caller.call('myProfile')).deletionRequestedAt).toBe(at);
  expect(await server.orm.em.fork().count(DeletionRequest, { account })).toBe(1);
});

test('taken back, it is gone from the profile, stays in the history, and can be asked anew', async () => {
  const account = await addAccount(server.orm, 'candidate');
  const caller = await server.as(account);
  await caller.call('withdrawDeletion');
  await caller.call('askDeletion');
  await caller.call('withdrawDeletion');
  await caller.call('withdrawDeletion');
  expect((await caller.call('myProfile')).deletionRequestedAt).toBeNull();
  await caller.call('askDeletion');

  const em = server.orm.em.fork();
  const requests = await em.find(DeletionRequest, { account }, { orderBy: { id: 'asc' } });
  expect(requests.map(({ outcome, answeredBy }) => [outcome, answeredBy])).toEqual([
    ['withdrawn', account.id],
    [null, null],
  ]);
  const entries = await em.find(AuditEntry, { actorId: account.id }, { orderBy: { id: 'asc' } });
  expect(entries.map(({ action, subjectId }) => [action, subjectId])).toEqual([
    ['deletionAsked', requests[0]?.id],
    ['deletionWithdrawn', requests[0]?.id],
    ['deletionAsked', requests[1]?.id],
  ]);
});

test('one that was answered is not taken back', async () => {
  const account = await addAccount(server.orm, 'candidate');
  const caller = await server.as(account);
  await caller.call('askDeletion');
  await server.database.query(
    `update deletion_request set answered_at = now(), outcome = 'refused' where account_id = '${account.id}'`,
  );
  await caller.call('withdrawDeletion');
  const [request] = await server.orm.em.fork().find(DeletionRequest, { account });
  expect(request?.outcome).toBe('refused');
});
