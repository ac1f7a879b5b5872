import { type AccessCode, accessCodeLength, readAccessCode } from '@invigil/contract/accessCode';

/** What can be said about an access code before anybody is asked: whether it was typed right, never whether it opens. */
export type TypedCode =
  | { kind: 'empty' }
  | { kind: 'short'; missing: number }
  | { kind: 'long'; tooMany: number }
  | { kind: 'typo' }
  | { kind: 'whole'; code: AccessCode };

export function judgeCode(typed: string): TypedCode {
  const code = readAccessCode(typed);
  if (code !== undefined) return { kind: 'whole', code };
  const count = [...typed.normalize('NFKC')].filter((symbol) => /[\p{L}\p{N}]/u.test(symbol)).length;
  if (count === 0) return { kind: 'empty' };
  if (count < accessCodeLength) return { kind: 'short', missing: accessCodeLength - count };
  if (count > accessCodeLength) return { kind: 'long', tooMany: count - accessCodeLength };
  return { kind: 'typo' };
}
