import type { ErrorBody, ErrorCode } from '@invigil/contract/errors';

const longestWaitMs = 15_000;
/** Nothing that another try would change. */
const final: readonly ErrorCode[] = [
  'sittingOver',
  'sittingNotStarted',
  'invalid',
  'forbidden',
  'notFound',
  'bodyTooLarge',
];
/** The server was not reached at all, which says nothing of what was sent. */
const unreached: readonly ErrorCode[] = ['unavailable', 'timeout'];

export const isFinal = ({ code }: ErrorBody): boolean => final.includes(code);
export const isUnreached = ({ code }: ErrorBody): boolean => unreached.includes(code);

/**
 * Milliseconds until what failed so many times is tried again.
 * @param random between 0 and 1: so that a thousand pages do not come back in the same moment.
 */
export function retryWait(fault: ErrorBody, tries: number, random: number): number {
  const asked = 'retryAfterSeconds' in fault ? fault.retryAfterSeconds * 1_000 : 0;
  const wait = Math.max(asked, Math.min(longestWaitMs, 1_000 * 2 ** (tries - 1)));
  return wait * (0.5 + random);
}
