import { AppError } from '@invigil/contract/errors';
import type { z } from 'zod';

/**
 * An id out of an address.
 * @throws {AppError} notFound when it is none, as the server says of an unknown one.
 */
export function idOf<S extends z.ZodType>(schema: S, text: string): z.output<S> {
  const id = schema.safeParse(text);
  if (!id.success) throw new AppError({ code: 'notFound' });
  return id.data;
}
