import { randomUUID } from 'node:crypto';
import { type ErrorCode, errorBody, errorTable } from '@invigil/contract/errors';
import { type RouteName, routes } from '@invigil/contract/routes';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { addAccount, addExamDay, password } from '../../test/examDay.ts';
import { TestApi } from '../../test/testApi.ts';
import type { Account } from '../accounts/account.ts';
import { Session } from '../sessions/session.ts';
import { notYetNames } from './notYet.ts';

const callers = ['nobody', 'candidate', 'proctor', 'admin'] as const;
type Caller = (typeof callers)[number];

/** Bodies that each route accepts, so that only who calls decides. */
const bodies: Partial<Record<RouteName, unknown>> = {
  signIn: { email: 'nobody@exam-day.example', password: 'Wrong1Guess' },
  changeMe: { language: 'en' },
  changePassword: { currentPassword: password, newPassword: password },
  acceptDocuments: { accepted: [], language: 'fr' },
  publishLegalDocument: {
    kind: 'termsOfUse',
    version: 2,
    fr: { title: 'Conditions', text: 'Rien.' },
    en: { title: 'Terms', text: 'Nothing.' },
  },
  lookUpInvitation: { code: 'nobody has this' },
  activate: { code: 'nobody has this', password: 'weak', accepted: [] },
  renewInvitation: { code: 'nobody has this' },
  askPasswordReset: { email: 'nobody@exam-day.example' },
  resetPassword: { token: 'nobody-was-given-this', password },
  invitePerson: { idempotencyKey: '01890000-0000-4000-8000-000000000001' },
  startInvitationRun: {
    idempotencyKey: '01890000-0000-4000-8000-000000000002',
    action: 'revoke',
    people: { search: 'nobody' },
  },
};
/** What whoever calls is told who has no right password, code or token, by routes for everybody. */
const refusals: Partial<Record<RouteName, ErrorCode>> = {
  signIn: 'wrongCredentials',
  lookUpInvitation: 'invitationRefused',
  activate: 'passwordTooWeak',
  resetPassword: 'resetRefused',
};
/** The queries of those that need one. */
const queries: Partial<Record<RouteName, string>> = {
  legalDocuments: '?language=fr',
};

let server: TestApi;
let ids: Record<string, string>;
const accounts: Partial<Record<Caller, Account>> = {};
const seen: Record<string, Record<string, number>> = {};

beforeAll(async () => {
  server = await TestApi.start();
  const day = await addExamDay(server.orm, { opensAt: new Date(server.clock.now() - 1_000) });
  ids = { sittingId: day.sitting.id, roomId: day.room.id };
  accounts.candidate = day.candidate;
  accounts.proctor = day.proctor;
  accounts.admin = await addAccount(server.orm, 'admin');
  const asAdmin = await server.as(accounts.admin);
  const { invitationRunId } = await asAdmin.call('startInvitationRun', {
    body: { idempotencyKey: randomUUID(), action: 'revoke', people: { personIds: [day.candidate.id] } },
  });
  const { id: personId } = await addAccount(server.orm, 'candidate', { state: 'invited' });
  ids = { ...ids, invitationRunId, personId };
});
afterAll(async () => {
  console.table(seen);
  await server.close();
});

/** What the table says must happen: who is not named gets 401 without a session, 403 with the wrong role. */
function expected(name: RouteName, caller: Caller): number {
  const { may } = routes[name];
  const refusal = refusals[name];
  if (refusal) return errorTable[refusal].status;
  if (may === 'anyone') return 200;
  if (caller === 'nobody') return 401;
  return (may as readonly string[]).includes(caller) ? 200 : 403;
}

const isNotYet = (name: RouteName) => (notYetNames as readonly RouteName[]).includes(name);

/** A session of its own for each call, since some calls end it, and another one of theirs to be ended. */
async function sessionsOf(caller: Caller): Promise<{ cookie: string; sessionId: string }> {
  const account = accounts[caller];
  if (!account) return { cookie: '', sessionId: '01890000-0000-7000-8000-000000000000' };
  await server.cookieOf(account);
  const other = await server.orm.em.fork().findOneOrFail(Session, { account }, { orderBy: { id: 'desc' } });
  return { cookie: await server.cookieOf(account), sessionId: other.id };
}

const names = Object.keys(routes) as RouteName[];

describe.each(names)('%s', (name) => {
  test.each(callers)('called by %s is answered as the table says', async (caller) => {
    const { method, path } = routes[name];
    // Wrong codes and tokens are limited, so each has its minute.
    if (refusals[name]) server.clock.advance(60_000);
    const { cookie, sessionId } = await sessionsOf(caller);
    const filled = path.replace(/:(\w+)/g, (_, id: string) => ({ ...ids, sessionId })[id] ?? '');
    const response = await fetch(server.url + filled + (queries[name] ?? ''), {
      method,
      headers: { 'content-type': 'application/json', cookie },
      ...(method === 'GET' ? {} : { body: JSON.stringify(bodies[name] ?? {}) }),
    });
    seen[`${method} ${path}`] = { ...seen[`${method} ${path}`], [caller]: response.status };
    const body: unknown = await response.json();
    const wanted = expected(name, caller);
    if (wanted === 200 && isNotYet(name)) {
      // Let in, then refused for what it was sent or for want of a handler.
      expect(['invalid', 'fileTypeRefused', 'unavailable']).toContain(errorBody.parse(body).code);
      return;
    }
    expect(response.status).toBe(wanted);
    if (response.status === 403) expect(body).toEqual({ code: 'forbidden' });
    if (response.status === 401) expect(body).toEqual({ code: refusals[name] ?? 'unauthenticated' });
    else if (refusals[name]) expect(body).toMatchObject({ code: refusals[name] });
  });
});
