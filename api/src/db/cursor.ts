import { AppError } from '@invigil/contract/errors';
import { z } from 'zod';

/** A text that PostgreSQL can be asked to compare with. */
export const textKey = z.string().regex(/^[^\0]*$/);
/** An instant as PostgreSQL writes it. */
export const instantKey = z
  .string()
  .regex(/^(-?infinity|\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(\.\d+)?\+00)$/)
  .refine((text) => text.endsWith('infinity') || !Number.isNaN(Date.parse(text)));

/** Where a page of a list ended, for whoever asks for the next one. Opaque to them; it holds nothing they have not seen. */
export function writeCursor(parts: readonly string[]): string {
  return Buffer.from(JSON.stringify(parts)).toString('base64url');
}

/** @throws {AppError} invalid when it is none of ours, or of a list in another order. */
export function readCursor<T>(cursor: string | undefined, schema: z.ZodType<T>): T | undefined {
  if (cursor === undefined) return undefined;
  const parsed = schema.safeParse(partsOf(cursor));
  if (parsed.success) return parsed.data;
  throw new AppError({ code: 'invalid', issues: [{ path: 'cursor', message: 'not of this list' }] });
}

function partsOf(cursor: string): unknown {
  try {
    return JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
