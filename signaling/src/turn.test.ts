import { expect, onTestFinished, test } from 'vitest';
import { Page } from './testing/page.ts';
import { Stage } from './testing/stage.ts';
import { turnPassword, turnServer } from './turn.ts';

const urls = ['turn:turn.example:3478'];
const secret = 'a secret that the relay shares with us';
const hourMs = 3_600_000;

test('the password is base64 of HMAC-SHA1 (RFC 2202, test case 2)', () => {
  expect(turnPassword('Jefe', 'what do ya want for nothing?')).toBe(
    Buffer.from('effcdf6ae5eb2fa2d27416d5f184df9c259a7c79', 'hex').toString('base64'),
  );
});

test('the user name is the second at which it expires, an hour after the end, and the id', () => {
  const server = turnServer({ urls, secret }, { id: 'zoe', endsAt: 2 * hourMs, now: 0 });
  expect(server).toEqual({ urls, username: '10800:zoe', credential: turnPassword(secret, '10800:zoe') });
});

test('no credential lives longer than a day', () => {
  const { username } = turnServer({ urls, secret }, { id: 'zoe', endsAt: 90 * hourMs, now: 5_000 });
  expect(username).toBe(`${24 * 3600 + 5}:zoe`);
});

test('every page is welcomed with relays of its own credential beside the servers that all are told', async () => {
  const told = { urls: ['stun:stun.example'] };
  const stage = await Stage.create({ iceServers: [told], turn: { urls, secret } });
  onTestFinished(() => stage.close());
  const endsAt = Date.now() + 2 * hourMs;
  const [candidate, proctor] = await Promise.all([
    Page.join(stage.url, await stage.candidateToken({ endsAt })),
    Page.join(stage.url, await stage.proctorToken({ endsAt })),
  ]);
  for (const page of [candidate, proctor]) {
    const { iceServers, presenceId } = await page.heard('welcome');
    const username = `${Math.ceil((endsAt + hourMs) / 1000)}:${presenceId}`;
    expect(iceServers).toEqual([told, { urls, username, credential: turnPassword(secret, username) }]);
  }
});
