import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { addAccount } from '../../test/examDay.ts';
import { mailsTo, outboxOf } from '../../test/receivedMail.ts';
import { TestApi } from '../../test/testApi.ts';
import { Account } from '../accounts/account.ts';
import { AuditEntry } from '../audit/auditEntry.ts';
import { LegalAcceptance } from '../legal/legalAcceptance.ts';
import { Session } from '../sessions/session.ts';
import { Invitation } from './invitation.ts';

const day = 24 * 60 * 60 * 1000;
const accepted = [
  { kind: 'termsOfUse', version: 1 },
  { kind: 'privacyPolicy', version: 1 },
] as const;

let server: TestApi;
let admin: Awaited<ReturnType<TestApi['as']>>;
beforeAll(async () => {
  server = await TestApi.start();
  admin = await server.as(await addAccount(server.orm, 'admin'));
});
afterAll(() => server.close());

/** A person who was sent a code, without any acceptance yet. */
async function invited(): Promise<{ account: Account; code: string }> {
  const account = await addAccount(server.orm, 'candidate', { state: 'invited' });
  await server.orm.em.fork().nativeDelete(LegalAcceptance, { account });
  return { account, code: await invite(account, 1) };
}

async function invite(account: Account, nth: number): Promise<string> {
  const before = new Set((await outboxOf(server, account.email)).map(({ messageId }) => messageId));
  await admin.call('invitePerson', { params: { personId: account.id }, body: { idempotencyKey: randomUUID() } });
  const mails = await mailsTo(server, account.email, { count: nth });
  return mails.find(({ messageId }) => !before.has(messageId))?.secret ?? '';
}

const form = (code: string) => ({ code, password: 'Abcdef12', language: 'en' as const, accepted: [...accepted] });
const activate = (code: string, changes = {}) =>
  server.caller().call('activate', { body: { ...form(code), ...changes } });
const lookUp = (code: string) => server.caller().call('lookUpInvitation', { body: { code } });
const refused = (nextStep: string) => ({ body: { code: 'invitationRefused', nextStep } });

describe('a code that was sent', () => {
  test('activates the account it was sent to: password, language, acceptances and a session, each written down', async () => {
    const { account, code } = await invited();
    const signIn = { body: { email: account.email, password: 'Abcdef12' } };
    await expect(server.caller().call('signIn', signIn)).rejects.toThrow('wrongCredentials');
    expect(await lookUp(code)).toMatchObject({ name: account.name, email: account.email, language: 'fr' });
    const me = await activate(code, { timeZone: 'America/Montreal' });
    expect(me).toMatchObject({ personId: account.id, language: 'en', timeZone: 'America/Montreal', consentDue: false });

    const em = server.orm.em.fork();
    const acceptances = await em.find(LegalAcceptance, { account }, { orderBy: { kind: 'desc' } });
    expect(acceptances.map(({ kind, version, language }) => [kind, version, language])).toEqual([
      ['termsOfUse', 1, 'en'],
      ['privacyPolicy', 1, 'en'],
    ]);
    const actions = (await em.find(AuditEntry, { actorId: account.id })).map(({ action }) => action);
    expect(actions.sort()).toEqual(['accountActivated', 'documentsAccepted', 'documentsAccepted', 'sessionOpened']);
    expect(await em.count(Session, { account })).toBe(1);
    await server.caller().call('signIn', signIn);
  });

  test('is read as people type it', async () => {
    const { code } = await invited();
    const typed = ` ${code.toLowerCase().replaceAll('-', ' ').replaceAll('0', 'o').replaceAll('1', 'l')}\n`;
    await lookUp(typed);
    await activate(typed);
  });

  test('ASVS 6.5.1 of 20 who use it at once, exactly one succeeds', async () => {
    const { account, code } = await invited();
    const outcomes = await Promise.allSettled(Array.from({ length: 20 }, () => activate(code)));
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    for (const outcome of outcomes) {
      if (outcome.status === 'rejected') expect(outcome.reason).toMatchObject(refused('signIn'));
    }
    expect(await server.orm.em.fork().count(Session, { account })).toBe(1);
  });

  test('is not burnt by anything that stops half-way', async () => {
    const { account, code } = await invited();
    await lookUp(code);
    await expect(activate(code, { password: 'abcdefg1' })).rejects.toMatchObject({
      body: { code: 'passwordTooWeak', failed: ['uppercase'] },
    });
    await expect(activate(code, { language: undefined })).rejects.toThrow('languageRequired');
    await expect(activate(code, { accepted: [accepted[0]] })).rejects.toMatchObject({
      body: { code: 'consentRequired', missing: ['privacyPolicy'] },
    });
    await expect(activate(code, { accepted: [accepted[0], { kind: 'privacyPolicy', version: 2 }] })).rejects.toThrow(
      'consentRequired',
    );
    const untouched = await server.orm.em.fork().findOneOrFail(Account, account.id, { populate: ['passwordHash'] });
    expect(untouched).toMatchObject({ state: 'invited', language: 'fr' });
    await activate(code);
  });

  test('opens a session under a token of its own and ends the one that the browser had', async () => {
    const { code } = await invited();
    const other = await addAccount(server.orm, 'candidate');
    const cookie = await server.cookieOf(other);
    await server.caller(cookie).call('activate', { body: form(code) });
    await expect(server.caller(cookie).call('me')).rejects.toThrow('unauthenticated');
  });

  test('is valid for 30 days to the second; then a new one can be asked for, once', async () => {
    const { account, code } = await invited();
    server.clock.advance(30 * day - 1_000);
    admin = await server.as(await addAccount(server.orm, 'admin'));
    await lookUp(code);
    server.clock.advance(1_000);
    await expect(lookUp(code)).rejects.toMatchObject(refused('askForNew'));
    await expect(activate(code)).rejects.toMatchObject(refused('askForNew'));

    const renew = () => server.caller().call('renewInvitation', { body: { code } });
    await Promise.all([renew(), renew(), renew()]);
    const mails = await mailsTo(server, account.email, { count: 2 });
    await expect(lookUp(code)).rejects.toMatchObject(refused('useNewest'));
    const renewed = mails.find(({ secret }) => secret !== code)?.secret ?? '';
    await activate(renewed);
    expect(await server.orm.em.fork().count(Invitation, { account })).toBe(2);
  });

  test('ASVS 6.5.2 is stored as nothing that it could be told from, and is in no log', async () => {
    const { account, code } = await invited();
    await activate(code);
    const plain = code.replaceAll('-', '');
    const rows = await server.database.query(
      `select i.*, m.* from invitation i join mail m on m.account_id = i.account_id where i.account_id = '${account.id}'`,
    );
    const written = JSON.stringify(rows) + (await server.log());
    expect(written).not.toContain(plain);
    expect(written).not.toContain(code);
    expect(rows[0]?.sealed).toBeNull();
  });
});

describe('what is refused', () => {
  test('has one status and one shape; only who holds a real code is told the next step', async () => {
    const used = await invited();
    await activate(used.code);
    const superseded = await invited();
    const newest = await invite(superseded.account, 2);
    const revoked = await invited();
    await admin.call('revokeInvitation', { params: { personId: revoked.account.id } });
    const cases = [
      [used.code, 'signIn'],
      [superseded.code, 'useNewest'],
      [revoked.code, 'checkCode'],
      ['0123-4567-89AB-CDEF-GHJK-MNPQ', 'checkCode'],
      ['', 'checkCode'],
    ] as const;
    for (const [code, nextStep] of cases) {
      for (const path of ['look-up', 'activate']) {
        const response = await fetch(`${server.url}/api/invitations/${path}`, {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify(path === 'activate' ? form(code) : { code }),
        });
        expect([response.status, await response.json()]).toEqual([404, refused(nextStep).body]);
      }
    }
    await activate(newest);
  });
});
