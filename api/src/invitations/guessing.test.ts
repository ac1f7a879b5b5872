import { randomBytes } from 'node:crypto';
import { makeAccessCode } from '@invigil/contract/accessCode';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { addAccount, password } from '../../test/examDay.ts';
import { statementsAbout } from '../../test/statements.ts';
import { TestApi } from '../../test/testApi.ts';
import { SecretKeys } from '../secretKeys.ts';
import { Invitations, lockAccounts } from './invitations.ts';

const minute = 60_000;
const accepted = [
  { kind: 'termsOfUse', version: 1 },
  { kind: 'privacyPolicy', version: 1 },
];
const guess = () => makeAccessCode(randomBytes(23));

const key = randomBytes(32).toString('base64url');
let server: TestApi;
beforeEach(async () => {
  server = await TestApi.start({ trustedProxies: ['127.0.0.1'], accessCodes: { key, days: 30 } });
});
afterEach(() => server.close());

function post(path: string, body: unknown, from: string): Promise<Response> {
  return fetch(`${server.url}/api/${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-forwarded-for': from },
    body: JSON.stringify(body),
  });
}
const lookUp = async (from: string, code: string = guess()) =>
  (await post('invitations/look-up', { code }, from)).status;
const activateWith = (code: string, from: string) =>
  post('invitations/activate', { code, password: 'Abcdef12', language: 'en', accepted }, from);
const hashed = async () => Number(/^invigil_api_passwords_hashed (\d+)/m.exec(await server.api.metrics.text())?.[1]);

/** A code that somebody was sent, without waiting for its mail. */
async function sendCode(end?: 'used' | 'superseded' | 'revoked' | 'expired'): Promise<string> {
  const account = await addAccount(server.orm, 'candidate', { state: 'invited' });
  const code = guess();
  const em = server.orm.em.fork();
  const at = new Date(server.clock.now());
  await em.transactional(async (tx) => {
    const locked = await lockAccounts(tx, [account.id]);
    const order = { at, actorId: account.id, address: '127.0.0.1' };
    const [invitation] = await new Invitations(new SecretKeys(key), 30).send(tx, locked, order);
    if (!invitation) throw new Error('nothing was sent');
    invitation.codeHash = new SecretKeys(key).codeHash(code);
    if (end === 'expired') Object.assign(invitation, { sentAt: new Date(0), expiresAt: new Date(1) });
    else if (end !== undefined) invitation.end(end, at);
  });
  return code;
}

describe('guessing', () => {
  test('ASVS 6.3.1 the eleventh wrong code of a network is refused unseen; other networks go on, and waiting helps', async () => {
    const code = await sendCode();
    for (let i = 0; i < 10; i += 1) expect(await lookUp(`2001:db8:1:2::${i}`)).toBe(404);
    const refused = await post('invitations/look-up', { code }, '2001:db8:1:2:ffff::1');
    expect(refused.status).toBe(429);
    expect(refused.headers.get('retry-after')).toBe('60');
    expect(await refused.json()).toEqual({ code: 'tooManyRequests', retryAfterSeconds: 60 });
    const before = await hashed();
    expect((await activateWith(code, '2001:db8:1:2::9')).status).toBe(429);
    expect(
      (await post('password-reset', { token: 'x'.repeat(43), password: 'Abcdef12' }, '2001:db8:1:2::9')).status,
    ).toBe(429);
    expect(await hashed()).toBe(before);
    expect((await post('invitations/renew', { code }, '2001:db8:1:2::9')).status).toBe(429);

    expect(await lookUp('2001:db8:1:3::1', code)).toBe(200);
    server.clock.advance(minute);
    expect(await lookUp('2001:db8:1:2::1', code)).toBe(200);
    expect((await activateWith(code, '2001:db8:1:2::1')).status).toBe(200);
  });

  test('right codes use nothing up, so that a whole school may activate from one address', async () => {
    for (let i = 0; i < 15; i += 1) {
      const code = await sendCode();
      expect(await lookUp('203.0.113.1', code)).toBe(200);
      expect((await activateWith(code, '203.0.113.1')).status).toBe(200);
    }
  });

  test('codes, tokens, asked mails and passwords share one allowance of a network', async () => {
    const used = await sendCode('used');
    for (let i = 0; i < 120; i += 1) expect(await lookUp('203.0.113.7', used)).toBe(404);
    for (let i = 0; i < 30; i += 1) {
      const asked = await post('password-reset/ask', { email: `somebody${i}@exam-day.example` }, '203.0.113.7');
      expect(asked.status).toBe(200);
    }
    const { email } = await addAccount(server.orm, 'candidate');
    expect((await post('sign-in', { email, password }, '203.0.113.7')).status).toBe(429);
    expect(await lookUp('203.0.113.7', used)).toBe(429);
    expect((await post('sign-in', { email, password }, '203.0.113.8')).status).toBe(200);
  });

  test('a thousand failures at once, from wherever, are enough for everybody', async () => {
    for (let network = 0; network < 100; network += 1) {
      const statuses = await Promise.all(Array.from({ length: 10 }, () => lookUp(`198.51.100.${network}`)));
      expect(new Set(statuses)).toEqual(new Set([404]));
    }
    expect(await lookUp('198.51.100.200')).toBe(429);
    server.clock.advance(1_000);
    expect(await lookUp('198.51.100.200')).toBe(404);
  });
});

test('every refused code costs one hash of a password and the same statements, whether anybody had it or not', async () => {
  const codes = {
    unknown: guess(),
    mistyped: 'nothing like a code',
    used: await sendCode('used'),
    superseded: await sendCode('superseded'),
    revoked: await sendCode('revoked'),
    expired: await sendCode('expired'),
  };
  const asked: Record<string, readonly string[]> = {};
  for (const [kind, code] of Object.entries(codes)) {
    const before = await hashed();
    asked[kind] = await statementsAbout(['invitation', 'account', 'legal_document'], server, async () => {
      expect([kind, (await activateWith(code, '198.51.100.1')).status]).toEqual([kind, 404]);
    });
    expect([kind, await hashed()]).toEqual([kind, before + 1]);
  }
  expect(asked.unknown).toHaveLength(8);
  for (const kind of Object.keys(codes)) expect([kind, asked[kind]]).toEqual([kind, asked.unknown]);
});
