import type { HttpCaller } from '@invigil/contract/client/httpCaller';
import type { PersonId } from '@invigil/contract/ids';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { addAccount, addExamDay, hour } from '../../test/examDay.ts';
import { refusal } from '../../test/refusal.ts';
import { TestApi } from '../../test/testApi.ts';
import type { Account } from '../accounts/account.ts';
import { newId } from '../newId.ts';

let server: TestApi;
let self: Account;
let admin: HttpCaller;
beforeAll(async () => {
  server = await TestApi.start();
});
afterAll(() => server.close());
beforeEach(async () => {
  await server.database.query("update account set role = 'candidate' where role = 'admin'");
  self = await addAccount(server.orm, 'admin');
  admin = await server.as(self);
});

let made = 0;
const person = (given: Partial<Parameters<typeof addIt>[0]> = {}) => addIt({ name: 'Zoé Ångström', ...given });
function addIt(given: { name: string; email?: string; invite?: boolean }) {
  made += 1;
  const email = `person${made}@people.example`;
  return admin.call('addPerson', { body: { email, role: 'candidate', language: 'fr', invite: false, ...given } });
}
const setDevice = (id: string, passed: boolean) =>
  server.database.query(`insert into device_validation (id, account_id, device, passed, checked_at, valid_until, facts)
    values (gen_random_uuid(), '${id}', 'Chrome', ${passed}, '2026-06-15', '2026-07-15', '{}')`);
const standing = async (personId: PersonId) => (await admin.call('person', { params: { personId } })).standing;
const auditOf = async (subjectId: string) =>
  (await admin.call('audit', { query: { subjectId } })).entries.map(({ action, facts }) => [action, facts]);

describe('a new person', () => {
  test('is new, and their address is in lower case', async () => {
    const added = await person({ email: ' New.One@People.Example ' });
    expect(added).toMatchObject({ email: 'new.one@people.example', standing: 'new', risks: [], invitation: null });
    expect(await auditOf(added.personId)).toEqual([['personAdded', { role: 'candidate' }]]);
  });

  test('is invited at once when wanted', async () => {
    const added = await person({ invite: true });
    expect(added).toMatchObject({ standing: 'invited', invitation: { state: 'sent' } });
    const { mails } = await admin.call('person', { params: { personId: added.personId } });
    expect(mails).toEqual([expect.objectContaining({ kind: 'invitation', state: 'waiting' })]);
  });

  test('cannot have an address that somebody has, in whatever capitals', async () => {
    const { email } = await person();
    expect(await refusal(person({ email: email.toUpperCase() }))).toEqual({ code: 'emailTaken' });
    const same = await Promise.all([1, 2, 3].map(() => refusal(person({ email: 'race@people.example' }))));
    expect(same.filter((body) => body === undefined)).toHaveLength(1);
  });
});

describe('a standing', () => {
  test('goes from invited over code expired to active, validated and suspended', async () => {
    const { personId } = await person({ invite: true });
    expect(await standing(personId)).toBe('invited');
    await server.database.query(
      `update invitation set sent_at = '2026-05-01', expires_at = '2026-06-01' where account_id = '${personId}'`,
    );
    expect(await standing(personId)).toBe('codeExpired');
    await server.database.query(`update account set state = 'active', password_hash = 'x' where id = '${personId}'`);
    expect(await standing(personId)).toBe('active');
    await setDevice(personId, true);
    expect(await standing(personId)).toBe('validated');
    await admin.call('suspendPerson', { params: { personId }, body: { reason: 'asked to' } });
    expect(await standing(personId)).toBe('suspended');
    await admin.call('restorePerson', { params: { personId } });
    expect(await standing(personId)).toBe('validated');
  });

  test('is at risk with an exam in the next days and something missing', async () => {
    const soon = { opensAt: new Date(server.clock.now() + hour), closesAt: new Date(server.clock.now() + 4 * hour) };
    const { candidate, exam } = await addExamDay(server.orm, soon);
    const read = () => admin.call('person', { params: { personId: candidate.id } });
    expect(await read()).toMatchObject({ risks: ['deviceNotValidated'], nextExamAt: soon.opensAt.toISOString() });
    await server.database.query(`update exam set technical_test_required = true where id = '${exam.id}'`);
    expect((await read()).risks).toEqual(['deviceNotValidated', 'technicalTestMissing']);
    await setDevice(candidate.id, true);
    expect((await read()).risks).toEqual(['technicalTestMissing']);
    const before = new Date(soon.opensAt.getTime() - 1).toISOString();
    await server.database.query(
      `update device_validation set valid_until = '${before}' where account_id = '${candidate.id}'`,
    );
    expect((await read()).risks).toEqual(['deviceExpires', 'technicalTestMissing']);
    expect((await read()).device).toMatchObject({ state: 'passed', steps: [], validUntil: before });
    await server.database.query(
      `update device_validation set valid_until = '${soon.closesAt.toISOString()}' where account_id = '${candidate.id}'`,
    );
    const test = await addExamDay(server.orm, { ...soon, state: 'submitted' });
    await server.database.query(`update exam set kind = 'technicalTest' where id = '${test.exam.id}'`);
    await server.database.query(`update sitting set candidate_id = '${candidate.id}' where id = '${test.sitting.id}'`);
    expect((await read()).risks).toEqual([]);
    await server.database.query(`update account set state = 'invited' where id = '${candidate.id}'`);
    expect((await read()).risks).toEqual(['notActivated']);
    await server.database.query(
      `update exam set opens_at = opens_at + interval '8 days', closes_at = closes_at + interval '8 days'`,
    );
    expect((await read()).risks).toEqual([]);
  });
});

describe('a change', () => {
  test('is written down by what changed, without the data itself', async () => {
    const { personId } = await person();
    const changed = await admin.call('changePerson', {
      params: { personId },
      body: { name: 'Zoë', language: 'en', timeZone: 'Europe/Paris' },
    });
    expect(changed).toMatchObject({ name: 'Zoë', language: 'en' });
    expect((await auditOf(personId))[0]).toEqual(['personChanged', { changed: 'name, language, timeZone' }]);
  });

  test('of the address sends an open invitation again, to the new one', async () => {
    const { personId, invitation } = await person({ invite: true });
    await admin.call('changePerson', { params: { personId }, body: { email: `Moved${made}@people.example` } });
    const { invitations } = await admin.call('person', { params: { personId } });
    expect(invitations.map(({ state }) => state).sort()).toEqual(['sent', 'superseded']);
    expect(invitations.find(({ state }) => state === 'superseded')?.invitationId).toBe(invitation?.invitationId);
    const sent = await server.database.query(`select recipient from mail where account_id = '${personId}'`);
    expect(sent).toEqual([{ recipient: `moved${made}@people.example` }]);
  });

  test('to the address of somebody else is refused', async () => {
    const { personId } = await person();
    const { email } = await person();
    expect(await refusal(admin.call('changePerson', { params: { personId }, body: { email } }))).toEqual({
      code: 'emailTaken',
    });
  });

  test('of the role ends sessions, and is refused to who sits or watches something', async () => {
    const { candidate, proctor } = await addExamDay(server.orm);
    for (const { id } of [candidate, proctor]) {
      const change = admin.call('changePerson', { params: { personId: id }, body: { role: 'admin' } });
      expect(await refusal(change)).toEqual({ code: 'wrongRole' });
    }
    const free = await addAccount(server.orm, 'proctor');
    const caller = await server.as(free);
    await admin.call('changePerson', { params: { personId: free.id }, body: { role: 'candidate' } });
    expect(await refusal(caller.call('me'))).toEqual({ code: 'unauthenticated' });
  });
});

describe('a suspension', () => {
  test('ends sessions and codes at once, and a second one changes nothing', async () => {
    const account = await addAccount(server.orm, 'candidate');
    const caller = await server.as(account);
    const suspend = () => admin.call('suspendPerson', { params: { personId: account.id }, body: {} });
    expect(await suspend()).toMatchObject({ standing: 'suspended' });
    await suspend();
    expect(await refusal(caller.call('me'))).toEqual({ code: 'unauthenticated' });
    expect((await auditOf(account.id)).map(([action]) => action)).toEqual(['personSuspended']);

    const invited = await person({ invite: true });
    await admin.call('suspendPerson', { params: { personId: invited.personId }, body: {} });
    const restored = await admin.call('restorePerson', { params: { personId: invited.personId } });
    expect(restored).toMatchObject({ standing: 'new', invitation: { state: 'revoked' } });
  });

  test('of the last admin is refused, and so is another role for them', async () => {
    const params = { personId: self.id };
    expect(await refusal(admin.call('suspendPerson', { params, body: {} }))).toEqual({ code: 'lastAdmin' });
    expect(await refusal(admin.call('changePerson', { params, body: { role: 'proctor' } }))).toEqual({
      code: 'lastAdmin',
    });
  });

  test('of two admins by each other leaves one of them', async () => {
    const other = await addAccount(server.orm, 'admin');
    const asOther = await server.as(other);
    const answers = await Promise.all([
      refusal(admin.call('suspendPerson', { params: { personId: other.id }, body: {} })),
      refusal(asOther.call('suspendPerson', { params: { personId: self.id }, body: {} })),
    ]);
    expect(answers.filter((body) => body === undefined)).toHaveLength(1);
    const left = await server.database.query("select from account where role = 'admin' and state = 'active'");
    expect(left).toHaveLength(1);
  });
});

test('somebody is signed out everywhere', async () => {
  const account = await addAccount(server.orm, 'candidate');
  const callers = [await server.as(account), await server.as(account)];
  expect(await admin.call('endPersonSessions', { params: { personId: account.id } })).toEqual({ revoked: 2 });
  for (const caller of callers) expect(await refusal(caller.call('me'))).toEqual({ code: 'unauthenticated' });
});

test.each(['person', 'changePerson', 'suspendPerson', 'restorePerson', 'endPersonSessions'] as const)(
  '%s finds nobody by an id that nobody has',
  async (name) => {
    const params = { personId: newId<PersonId>() };
    const body = name === 'changePerson' ? { name: 'X' } : {};
    expect(await refusal(admin.call(name, { params, body } as never))).toEqual({ code: 'notFound' });
  },
);
