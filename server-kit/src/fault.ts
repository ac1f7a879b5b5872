import { randomUUID } from 'node:crypto';
import { AppError } from '@invigil/contract/errors';
import type { Log } from './log.ts';

/**
 * What the outside is told of an error: an AppError as it is, anything else as `internal` with a fresh reference, under
 * which the log has the error and its stack.
 */
export function toAppError(error: unknown, { log, doing }: { log: Log; doing: string }): AppError {
  if (error instanceof AppError) return error;
  const reference = randomUUID();
  log.error({ err: error instanceof Error ? error : new Error(String(error)), reference }, `fault while ${doing}`);
  return new AppError({ code: 'internal', reference }, { cause: error });
}
