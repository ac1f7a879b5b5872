import { z } from 'zod';

/** Lists are read page by page: the reply's `nextCursor` asks for the next page, and is null after the last. */
export const nextCursor = z.string().max(1_000).nullable();

/** What every paged list takes; `search` finds parts of words whatever their case and accents. */
export const paging = z.strictObject({
  cursor: z.string().min(1).max(1_000).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
  search: z
    .string()
    .trim()
    .min(1)
    .max(100)
    .regex(/^\P{Cc}*$/u, 'must be one line')
    .optional(),
});

/** A list in a query: members joined by commas. */
export const listOf = <const V extends readonly [string, ...string[]]>(values: V) =>
  z
    .string()
    .max(2_000)
    .transform((text) => text.split(','))
    .pipe(z.array(z.enum(values)).min(1).max(values.length));
