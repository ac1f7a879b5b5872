import { randomUUID } from 'node:crypto';
import { type Admission, admission } from '@invigil/contract/joinToken';
import { exportJWK, generateKeyPair, importJWK, SignJWT, UnsecuredJWT } from 'jose';
import { describe, expect, test } from 'vitest';
import { ManualClock } from './clock.ts';
import { generateJoinKeys, signJoinToken, verifyJoinToken } from './joinToken.ts';

const now = 1_800_000_000_000;
const admitted: Admission = admission.parse({
  role: 'candidate',
  personId: randomUUID(),
  sittingId: randomUUID(),
  roomId: randomUUID(),
  endsAt: now + 3_600_000,
});

async function given() {
  const clock = new ManualClock(now);
  const { privateJwk, publicJwk } = await generateJoinKeys();
  return { clock, privateJwk, publicJwk, token: await signJoinToken(privateJwk, admitted, { clock }) };
}

describe('join token', () => {
  test('brings the admission back with a fresh jti and its end', async () => {
    const { clock, privateJwk, publicJwk, token } = await given();
    const first = await verifyJoinToken(publicJwk, token, { clock });
    expect(first).toEqual({ admission: admitted, jti: expect.any(String), expiresAt: now + 60_000 });
    const second = await verifyJoinToken(publicJwk, await signJoinToken(privateJwk, admitted, { clock }), { clock });
    expect(second.jti).not.toBe(first.jti);
  });

  test('ASVS 9.2.1 is refused as expired once its minute is over', async () => {
    const { clock, publicJwk, token } = await given();
    clock.advance(59_000);
    await verifyJoinToken(publicJwk, token, { clock });
    clock.advance(1_000);
    await expect(verifyJoinToken(publicJwk, token, { clock })).rejects.toMatchObject({ code: 'joinTokenExpired' });
  });

  test('ASVS 9.1.1 is refused when anything of it was changed or forged', async () => {
    const { clock, privateJwk, publicJwk, token } = await given();
    const [head = '', body = '', signature = ''] = token.split('.');
    const claims = JSON.parse(Buffer.from(body, 'base64url').toString()) as Record<string, unknown>;
    const otherBody = Buffer.from(JSON.stringify({ ...claims, exp: 9_999_999_999 })).toString('base64url');
    const stranger = await generateKeyPair('EdDSA', { extractable: true });
    const signed = (payload: Record<string, unknown>) => new SignJWT(payload).setProtectedHeader({ alg: 'EdDSA' });
    const own = await importJWK(privateJwk, 'EdDSA');
    const { admission: _left, ...withoutAdmission } = claims;
    const secretFromPublic = Buffer.from(JSON.stringify(publicJwk));
    const forged = [
      '',
      'not a token',
      `${head}.${otherBody}.${signature}`,
      `${head}.${body}.`,
      new UnsecuredJWT(claims).encode(),
      await signed(claims).sign(stranger.privateKey),
      await new SignJWT(claims).setProtectedHeader({ alg: 'HS256' }).sign(secretFromPublic),
      await signed({ ...claims, iss: 'somebody' }).sign(own),
      await signed({ ...claims, aud: 'somewhere' }).sign(own),
      await signed({ ...claims, admission: { ...admitted, role: 'proctor' } }).sign(own),
      await signed({ ...claims, exp: undefined }).sign(own),
      await signed(withoutAdmission).sign(own),
    ];
    for (const one of forged) {
      await expect(verifyJoinToken(publicJwk, one, { clock }), one).rejects.toMatchObject({ code: 'joinTokenInvalid' });
    }
    const otherKey = await exportJWK(stranger.publicKey);
    const other = { kty: 'OKP' as const, crv: 'Ed25519' as const, x: otherKey.x ?? '' };
    await expect(verifyJoinToken(other, token, { clock })).rejects.toMatchObject({ code: 'joinTokenInvalid' });
  });
});
