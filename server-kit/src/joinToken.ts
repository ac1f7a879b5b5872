import { randomUUID } from 'node:crypto';
import { AppError } from '@invigil/contract/errors';
import { type Admission, admission, joinTokenAudience, joinTokenIssuer } from '@invigil/contract/joinToken';
import { limits } from '@invigil/contract/limits';
import { type CryptoKey, errors, exportJWK, generateKeyPair, importJWK, type JWK, jwtVerify, SignJWT } from 'jose';
import { z } from 'zod';
import type { Clock } from './clock.ts';

/** The only algorithm ever accepted: a token cannot choose its own. */
const algorithm = 'EdDSA';

const publicJwk = z.object({ kty: z.literal('OKP'), crv: z.literal('Ed25519'), x: z.string() });
/** Both halves of the signing key as they stand in a file or a setting. */
export const joinKeys = z.object({ privateJwk: publicJwk.extend({ d: z.string() }), publicJwk });
export type JoinKeys = z.infer<typeof joinKeys>;

const claims = z.object({ admission, jti: z.uuid(), exp: z.number() });

export async function generateJoinKeys(): Promise<JoinKeys> {
  const pair = await generateKeyPair(algorithm, { extractable: true });
  return joinKeys.parse({ privateJwk: await exportJWK(pair.privateKey), publicJwk: await exportJWK(pair.publicKey) });
}

const imported = new WeakMap<JWK, Promise<CryptoKey | Uint8Array>>();

function keyOf(jwk: JWK): Promise<CryptoKey | Uint8Array> {
  const known = imported.get(jwk) ?? importJWK(jwk, algorithm);
  imported.set(jwk, known);
  return known;
}

/** A token that admits once, within `limits.joinTokenSeconds`; its `jti` is a fresh uuid. */
export async function signJoinToken(
  privateJwk: JoinKeys['privateJwk'],
  admitted: Admission,
  { clock }: { clock: Clock },
): Promise<string> {
  const now = Math.floor(clock.now() / 1000);
  return new SignJWT({ admission: admitted })
    .setProtectedHeader({ alg: algorithm })
    .setIssuer(joinTokenIssuer)
    .setAudience(joinTokenAudience)
    .setJti(randomUUID())
    .setIssuedAt(now)
    .setExpirationTime(now + limits.joinTokenSeconds)
    .sign(await keyOf(privateJwk));
}

/**
 * Checks signature, issuer, audience, time and form. That a token is used once is the caller's to see to, by `jti`.
 * `expiresAt` is in milliseconds.
 * @throws {AppError} joinTokenExpired, or joinTokenInvalid for anything else that is wrong with it.
 */
export async function verifyJoinToken(
  key: JoinKeys['publicJwk'],
  token: string,
  { clock }: { clock: Clock },
): Promise<{ admission: Admission; jti: string; expiresAt: number }> {
  try {
    const { payload } = await jwtVerify(token, await keyOf(key), {
      algorithms: [algorithm],
      issuer: joinTokenIssuer,
      audience: joinTokenAudience,
      currentDate: new Date(clock.now()),
    });
    const { exp, ...rest } = claims.parse(payload);
    return { admission: rest.admission, jti: rest.jti, expiresAt: exp * 1000 };
  } catch (cause) {
    const code = cause instanceof errors.JWTExpired ? 'joinTokenExpired' : 'joinTokenInvalid';
    throw new AppError({ code }, { cause });
  }
}
