import { z } from 'zod';
import { limits } from '../limits.ts';

/** Texts that people type, trimmed, never empty and never endless. Control characters have no place in any of them. */
const line = (longest: number) =>
  z
    .string()
    .max(longest)
    .trim()
    .min(1)
    .regex(/^\P{Cc}*$/u, 'must be one line without control characters');

export const personName = line(120);
export const examTitle = line(200);
export const roomName = line(80);
export const fileName = line(150);
/** An address as typed; it is stored in lower case. */
export const email = z.string().trim().max(254).pipe(z.email());
/** Several lines of plain text; may be empty. */
export const instructions = z
  .string()
  .max(20_000)
  .regex(/^[\P{Cc}\n\t]*$/u, 'must be text');
/** A reason that one person gives another. */
export const reason = line(500);

/** What is written to somebody, or about something: several lines, never empty. */
export const remark = z
  .string()
  .max(limits.messageCharacters)
  .trim()
  .min(1)
  .regex(/^[\P{Cc}\n\t]*$/u, 'must be text');

/** A name of the IANA time zone database that this runtime knows, such as `Europe/Paris`. */
export const timeZone = z
  .string()
  .max(64)
  .refine((name) => isTimeZone(name), 'must be the name of a time zone');

function isTimeZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}

/** Made anew for each intention: a second press, or a retry after a lost answer, carries the same one. */
export const idempotencyKey = z.uuid();

/** The revision that the page showed; a change made from an older one is refused as `stale`. */
export const revision = z.int().min(1).max(2_147_483_647);

/** Minutes that one person has beyond the exam's duration. */
export const extraMinutes = z.int().min(0).max(1_440);
