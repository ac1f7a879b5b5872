import type { SessionId } from '@invigil/contract/ids';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { addAccount, hour } from '../../test/examDay.ts';
import { refusal } from '../../test/refusal.ts';
import { TestApi } from '../../test/testApi.ts';
import { AuditEntry } from '../audit/auditEntry.ts';
import { newId } from '../newId.ts';

let server: TestApi;
beforeAll(async () => {
  server = await TestApi.start();
});
afterAll(() => server.close());

test('they are mine and not expired, the one last used first, and say which of them asks', async () => {
  const account = await addAccount(server.orm, 'candidate');
  await server.cookieOf(await addAccount(server.orm, 'candidate'));
  const expired = await server.as(account);
  await expired.call('me');
  server.clock.advance(12 * hour);
  const first = await server.as(account);
  server.clock.advance(hour);
  const second = await server.as(account);
  const { sessions } = await first.call('mySessions');
  // Asking moved the first one's last use to now, which is when the second one was opened.
  expect(sessions.map(({ browser, address }) => [browser, address])).toEqual([
    ['Chrome 130 · Linux', '127.0.0.1'],
    ['Chrome 130 · Linux', '127.0.0.1'],
  ]);
  server.clock.advance(hour);
  await first.call('me');
  const seen = (await second.call('mySessions')).sessions.map(({ current, seenAt }) => [current, seenAt]);
  expect(seen.map(([current]) => current).sort()).toEqual([false, true]);
  expect(Object.keys(sessions[0] ?? {}).sort()).toEqual(
    ['address', 'browser', 'createdAt', 'current', 'seenAt', 'sessionId'].sort(),
  );
});

test('one that is revoked is out at once, and only my own can be', async () => {
  const account = await addAccount(server.orm, 'proctor');
  const [mine, other] = [await server.as(account), await server.as(account)];
  const strangers = await server.as(await addAccount(server.orm, 'proctor'));
  const target = (await mine.call('mySessions')).sessions.find(({ current }) => !current);
  const sessionId = target?.sessionId ?? newId<SessionId>();

  expect(await refusal(strangers.call('revokeSession', { params: { sessionId } }))).toEqual({ code: 'notFound' });
  await other.call('me');
  await mine.call('revokeSession', { params: { sessionId } });
  expect(await refusal(other.call('me'))).toEqual({ code: 'unauthenticated' });
  expect(await refusal(mine.call('revokeSession', { params: { sessionId } }))).toEqual({ code: 'notFound' });
  const entries = await server.orm.em.fork().find(AuditEntry, { actorId: account.id });
  expect(entries.map(({ action, subjectId }) => [action, subjectId])).toEqual([['sessionRevoked', sessionId]]);
});

test('revoking the one that asks signs this browser out, cookie and all', async () => {
  const account = await addAccount(server.orm, 'candidate');
  const cookie = await server.cookieOf(account);
  const [current] = (await server.caller(cookie).call('mySessions')).sessions;
  const response = await fetch(`${server.url}/api/me/sessions/${current?.sessionId}`, {
    method: 'DELETE',
    headers: { cookie },
  });
  expect(response.headers.getSetCookie()[0]).toMatch(/^invigil=; .*Expires=Thu, 01 Jan 1970/);
  expect(await refusal(server.caller(cookie).call('me'))).toEqual({ code: 'unauthenticated' });
});

test('ASVS 7.4.3 all but this one are revoked with one press', async () => {
  const account = await addAccount(server.orm, 'candidate');
  const [mine, ...others] = [await server.as(account), await server.as(account), await server.as(account)];
  expect(await mine?.call('revokeOtherSessions')).toEqual({ revoked: 2 });
  expect(await mine?.call('revokeOtherSessions')).toEqual({ revoked: 0 });
  for (const other of others) expect(await refusal(other.call('me'))).toEqual({ code: 'unauthenticated' });
  expect((await mine?.call('mySessions'))?.sessions).toHaveLength(1);
});
