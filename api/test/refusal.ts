import { AppError } from '@invigil/contract/errors';

/** The body of the error that a call fails with; undefined when it does not. */
export const refusal = (call: Promise<unknown>): Promise<unknown> =>
  call.then(
    () => undefined,
    (error: unknown) => (error instanceof AppError ? error.body : error),
  );
