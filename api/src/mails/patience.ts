import type { Mail } from './mail.ts';

const second = 1_000;
const minute = 60 * second;
const hour = 60 * minute;

/**
 * How long a claimed mail is left alone: longer than any attempt can take, whose every step times out. Only when the process
 * that claimed it is gone does somebody else try after that.
 */
export const claimMs = 5 * minute;

const firstWaitMs = 30 * second;
const longestWaitMs = 10 * minute;

/** A server that refuses a mail for good is believed after so many attempts, in case its own settings were at fault. */
export const refusalsBelieved = 3;

/** How long to wait after the nth attempt failed: twice as long each time, and at random, so that not all come at once. */
export function waitAfter(attempts: number, random: () => number = Math.random): number {
  const longest = Math.min(longestWaitMs, firstWaitMs * 2 ** Math.min(attempts - 1, 10));
  return Math.round((longest * (1 + random())) / 2);
}

type Dated = Pick<Mail, 'kind' | 'createdAt' | 'payload'>;

/** From when on a mail is not worth sending any more. */
export function uselessFrom({ kind, createdAt, payload }: Dated): Date {
  const after = (ms: number) => new Date(createdAt.getTime() + ms);
  if (kind === 'invitation' && payload.expiresAt !== undefined) return new Date(payload.expiresAt);
  if (kind === 'examMorning' && payload.opensAt !== undefined) return new Date(payload.opensAt);
  return kind === 'passwordReset' ? after(6 * hour) : after(3 * 24 * hour);
}
