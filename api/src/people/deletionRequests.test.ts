import type { HttpCaller } from '@invigil/contract/client/httpCaller';
import type { DeletionRequestId } from '@invigil/contract/ids';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { addAnswer } from '../../test/answers.ts';
import { addAccount, addExamDay } from '../../test/examDay.ts';
import { refusal } from '../../test/refusal.ts';
import { TestApi } from '../../test/testApi.ts';
import type { Account } from '../accounts/account.ts';
import { DeletionRequest } from '../accounts/deletionRequest.ts';
import { newId } from '../newId.ts';

let server: TestApi;
let admin: HttpCaller;
beforeAll(async () => {
  server = await TestApi.start();
  admin = await server.as(await addAccount(server.orm, 'admin'));
});
afterAll(() => server.close());

async function request(account: Account): Promise<{ deletionRequestId: DeletionRequestId }> {
  const em = server.orm.em.fork();
  const id = newId<DeletionRequestId>();
  server.clock.advance(1_000);
  em.create(DeletionRequest, { id, account: account.id, requestedAt: new Date(server.clock.now()) });
  await em.flush();
  return { deletionRequestId: id };
}
const answerOf = async (params: { deletionRequestId: DeletionRequestId }) => {
  const { requests } = await admin.call('deletionRequests', { query: {} });
  return requests.find(({ deletionRequestId }) => deletionRequestId === params.deletionRequestId);
};

test('requests wait for an answer, the oldest first, page by page', async () => {
  const first = await request(await addAccount(server.orm, 'candidate'));
  const second = await request(await addAccount(server.orm, 'candidate'));
  const page = await admin.call('deletionRequests', { query: { limit: 1 } });
  expect(page.requests).toEqual([expect.objectContaining(first)]);
  const next = await admin.call('deletionRequests', { query: { limit: 1, cursor: page.nextCursor ?? '' } });
  expect(next).toMatchObject({ requests: [second], nextCursor: null });
});

test('a refusal keeps the person, and a second answer is stale', async () => {
  const account = await addAccount(server.orm, 'candidate');
  const params = await request(account);
  expect((await admin.call('person', { params: { personId: account.id } })).deletionRequestedAt).not.toBeNull();
  const refuse = () =>
    admin.call('answerDeletionRequest', { params, body: { outcome: 'refused', reason: 'Exam to come.' } });
  await refuse();
  expect(await answerOf(params)).toBeUndefined();
  expect(await refusal(refuse())).toEqual({ code: 'stale' });
  expect((await admin.call('person', { params: { personId: account.id } })).deletionRequestedAt).toBeNull();
});

test('a deletion leaves nothing of the person but what they did in the log', async () => {
  const { candidate, sitting } = await addExamDay(server.orm, { state: 'submitted' });
  await addAnswer(server.orm, sitting, { text: 'x', savedAt: new Date(server.clock.now()) });
  const caller = await server.as(candidate);
  await caller.call('changeMe', { body: { language: 'en' } });
  const params = await request(candidate);
  const remove = () => admin.call('answerDeletionRequest', { params, body: { outcome: 'deleted' } });
  await remove();
  expect(await refusal(caller.call('me'))).toEqual({ code: 'unauthenticated' });
  expect(await refusal(admin.call('person', { params: { personId: candidate.id } }))).toEqual({ code: 'notFound' });
  expect(await refusal(remove())).toEqual({ code: 'stale' });
  const { entries } = await admin.call('audit', { query: { actorId: candidate.id } });
  expect(entries).toEqual([expect.objectContaining({ action: 'languageChanged', actorName: null })]);
});

test('who sits an exam is not deleted, and neither is the last admin', async () => {
  const { candidate } = await addExamDay(server.orm, { state: 'writing' });
  const remove = async (account: Account) =>
    refusal(admin.call('answerDeletionRequest', { params: await request(account), body: { outcome: 'deleted' } }));
  expect(await remove(candidate)).toEqual({ code: 'sittingBegun' });

  const other = await addAccount(server.orm, 'admin');
  const asOther = await server.as(other);
  await asOther.call('checkRoster', { query: { fileName: 'r.csv' }, file: new Blob(['email,name\na@x.example,A']) });
  expect(await remove(other)).toBeUndefined();
  const { people } = await admin.call('people', { query: { role: 'admin' } });
  const [last] = people;
  expect(people).toHaveLength(1);
  expect(await remove({ id: last?.personId } as Account)).toEqual({ code: 'lastAdmin' });
});

test('two admins who answer at once answer once', async () => {
  const params = await request(await addAccount(server.orm, 'candidate'));
  const answers = await Promise.all(
    [1, 2, 3].map(() => refusal(admin.call('answerDeletionRequest', { params, body: { outcome: 'deleted' } }))),
  );
  expect(answers.filter((body) => body === undefined)).toHaveLength(1);
  expect(answers.filter((body) => body !== undefined)).toEqual([{ code: 'stale' }, { code: 'stale' }]);
});

test('there is no answer to a request that was never made', async () => {
  const params = { deletionRequestId: newId<DeletionRequestId>() };
  const call = admin.call('answerDeletionRequest', { params, body: { outcome: 'deleted' } });
  expect(await refusal(call)).toEqual({ code: 'notFound' });
});
