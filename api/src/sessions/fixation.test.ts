import { randomBytes } from 'node:crypto';
import { makeAccessCode, randomSymbols } from '@invigil/contract/accessCode';
import type { InvitationId } from '@invigil/contract/ids';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { addAccount, password } from '../../test/examDay.ts';
import { statementsAbout } from '../../test/statements.ts';
import { TestApi } from '../../test/testApi.ts';
import type { Account } from '../accounts/account.ts';
import { Invitation } from '../invitations/invitation.ts';
import { newId } from '../newId.ts';
import { SecretKeys } from '../secretKeys.ts';
import { Session } from './session.ts';

const accessCodes = { key: randomBytes(32).toString('base64url'), days: 30 };

let server: TestApi;
beforeAll(async () => {
  server = await TestApi.start({ accessCodes });
});
afterAll(() => server.close());

const post = (path: string, body: unknown, cookie = '') =>
  fetch(server.url + path, {
    method: 'POST',
    body: JSON.stringify(body),
    headers: { 'content-type': 'application/json', cookie },
  });
const cookieOf = (response: Response) => response.headers.getSetCookie()[0]?.split(';')[0] ?? '';
const statusOf = async (cookie: string) => (await fetch(`${server.url}/api/me`, { headers: { cookie } })).status;

/** A code as an invitation would carry it. */
async function codeFor(account: Account): Promise<string> {
  const em = server.orm.em.fork();
  const code = makeAccessCode(randomBytes(randomSymbols));
  const sentAt = new Date(server.clock.now());
  em.create(Invitation, {
    id: newId<InvitationId>(),
    account: account.id,
    codeHash: new SecretKeys(accessCodes.key).codeHash(code),
    state: 'sent',
    sentAt,
    expiresAt: new Date(sentAt.getTime() + 60_000),
  });
  await em.flush();
  return code;
}

describe('whatever token somebody else put into the browser,', () => {
  const ways: Record<string, (cookie: string) => Promise<Response>> = {
    'signing in': async (cookie) => {
      const { email } = await addAccount(server.orm, 'candidate');
      return post('/api/sign-in', { email, password }, cookie);
    },
    activating: async (cookie) => {
      const code = await codeFor(await addAccount(server.orm, 'candidate', { state: 'invited' }));
      const accepted = ['termsOfUse', 'privacyPolicy'].map((kind) => ({ kind, version: 1 }));
      return post('/api/invitations/activate', { code, password: 'Abcdef12', language: 'fr', accepted }, cookie);
    },
  };

  test.each(Object.keys(ways))('%s gives a new one', async (way) => {
    const planted = `invigil=${Session.newToken()}`;
    const attackers = await server.cookieOf(await addAccount(server.orm, 'candidate'));
    for (const before of [planted, attackers]) {
      const response = await ways[way]?.(before);
      expect(response?.status).toBe(200);
      const given = response ? cookieOf(response) : '';
      expect(given).toMatch(/^invigil=[\w-]{43}$/);
      expect(given).not.toBe(before);
      expect(await statusOf(given)).toBe(200);
      // What the browser held before is worth nothing afterwards.
      expect(await statusOf(before)).toBe(401);
    }
  });

  test('changing the password gives a new one', async () => {
    const before = await server.cookieOf(await addAccount(server.orm, 'candidate'));
    const response = await post('/api/me/password', { currentPassword: password, newPassword: 'Newer2Pass' }, before);
    expect(cookieOf(response)).not.toBe(before);
    expect([await statusOf(cookieOf(response)), await statusOf(before)]).toEqual([200, 401]);
  });
});

test('ASVS 6.3.8 an unknown address and a wrong password take the same work, over HTTP', async () => {
  const { email } = await addAccount(server.orm, 'candidate');
  const hashed = async () => /^invigil_api_passwords_hashed (\d+)/m.exec(await server.api.metrics.text())?.[1];
  const guess = async (address: string) => {
    const before = Number(await hashed());
    const statements = await statementsAbout(['account'], server, async () => {
      expect((await post('/api/sign-in', { email: address, password: 'Wrong1Password' })).status).toBe(401);
    });
    return { statements, hashed: Number(await hashed()) - before };
  };
  const wrong = await guess(email);
  expect(wrong).toMatchObject({ statements: [expect.stringContaining('select')], hashed: 1 });
  expect(await guess('nobody@exam-day.example')).toEqual(wrong);
});
