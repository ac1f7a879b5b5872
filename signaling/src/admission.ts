import { AppError } from '@invigil/contract/errors';
import { type Admission, liveProtocol, resumeProtocolPrefix, tokenProtocolPrefix } from '@invigil/contract/joinToken';
import { limits } from '@invigil/contract/limits';
import type { Clock } from '@invigil/server-kit/clock';
import type { Cluster } from '@invigil/server-kit/cluster/cluster';
import { verifyJoinToken } from '@invigil/server-kit/joinToken';
import { z } from 'zod';
import type { SignalingConfig } from './config.ts';

/** The headers of an upgrade that matter, read while uWebSockets.js lets them be read. */
export interface UpgradeRequest {
  origin: string;
  protocols: string;
  after: string | undefined;
}

export type Credential = { kind: 'join'; token: string } | { kind: 'resume'; token: string; after: number };

const sequence = z
  .string()
  .regex(/^\d{1,15}$/)
  .transform(Number);

/** @throws {AppError} originRefused for a page of another site. */
export function checkOrigin(origin: string, allowed: SignalingConfig['allowedOrigins']): void {
  if (allowed !== 'any' && !allowed.includes(origin)) throw new AppError({ code: 'originRefused' });
}

/**
 * The credential in the subprotocols a page offers: `invigil.v1`, and one of `token.…` or `resume.…`.
 * @throws {AppError} joinTokenInvalid when there is none or more than one; invalid for a resume without its number.
 */
export function readCredential({ protocols, after }: UpgradeRequest): Credential {
  const offered = protocols.split(',').map((protocol) => protocol.trim());
  const [credential, ...others] = offered.filter((protocol) => protocol !== liveProtocol);
  if (credential === undefined || others.length > 0 || offered.length < 2) {
    throw new AppError({ code: 'joinTokenInvalid' });
  }
  if (credential.startsWith(tokenProtocolPrefix)) {
    return { kind: 'join', token: credential.slice(tokenProtocolPrefix.length) };
  }
  if (!credential.startsWith(resumeProtocolPrefix)) throw new AppError({ code: 'joinTokenInvalid' });
  const number = sequence.safeParse(after);
  if (!number.success) {
    throw new AppError({ code: 'invalid', issues: [{ path: 'after', message: 'must be a sequence number' }] });
  }
  return { kind: 'resume', token: credential.slice(resumeProtocolPrefix.length), after: number.data };
}

/**
 * Verifies a join token and uses it up, once in the whole cluster.
 * @throws {AppError} joinTokenInvalid, joinTokenExpired, joinTokenUsed or sittingOver.
 */
export async function redeem(
  token: string,
  { cluster, clock, config }: { cluster: Cluster; clock: Clock; config: SignalingConfig },
): Promise<Admission> {
  const { admission, jti, expiresAt } = await verifyJoinToken(config.joinTokenPublicJwk, token, { clock });
  // Kept a little longer than the token itself, for clocks that disagree.
  const keptMs = Math.max(0, expiresAt - clock.now()) + limits.joinTokenSeconds * 1_000;
  if (!(await cluster.claimOnce('joinTokens', jti, keptMs))) throw new AppError({ code: 'joinTokenUsed' });
  if (admission.endsAt <= clock.now()) throw new AppError({ code: 'sittingOver' });
  return admission;
}
