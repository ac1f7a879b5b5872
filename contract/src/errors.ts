import { z } from 'zod';

const nothing = z.object({});
const retryAfter = z.object({ retryAfterSeconds: z.int().min(1) });

interface ErrorRow {
  /** The HTTP status of this error; a socket and the cluster carry the same body. */
  status: number;
  fields: z.ZodObject;
}

/**
 * Every error a person or a program can meet. The French and English texts of each code are in `errorTexts.ts`, so
 * that a code without both does not compile.
 */
export const errorTable = {
  invalid: {
    status: 400,
    fields: z.object({
      issues: z.array(z.object({ path: z.string().max(200), message: z.string().max(300) })).max(20),
    }),
  },
  malformedFrame: { status: 400, fields: nothing },
  unknownSignal: { status: 404, fields: nothing },
  bodyTooLarge: { status: 413, fields: nothing },
  unauthenticated: { status: 401, fields: nothing },
  wrongCredentials: { status: 401, fields: nothing },
  accountSuspended: { status: 403, fields: nothing },
  originRefused: { status: 403, fields: nothing },
  forbidden: { status: 403, fields: nothing },
  notFound: { status: 404, fields: nothing },
  tooManyRequests: { status: 429, fields: retryAfter },
  examNotOpen: { status: 409, fields: z.object({ opensAt: z.iso.datetime() }) },
  examClosed: { status: 409, fields: nothing },
  sittingOver: { status: 409, fields: nothing },
  joinTokenInvalid: { status: 401, fields: nothing },
  joinTokenExpired: { status: 401, fields: nothing },
  joinTokenUsed: { status: 401, fields: nothing },
  resumeExpired: { status: 410, fields: nothing },
  openElsewhere: { status: 409, fields: nothing },
  sourceAlreadyPublished: { status: 409, fields: nothing },
  streamNotFound: { status: 404, fields: nothing },
  watchNotFound: { status: 404, fields: nothing },
  transportNotFound: { status: 404, fields: nothing },
  tooManyWatches: { status: 409, fields: nothing },
  mediaRefused: { status: 400, fields: nothing },
  noCapacity: { status: 503, fields: retryAfter },
  unavailable: { status: 503, fields: retryAfter },
  timeout: { status: 504, fields: nothing },
  /** Only a reference goes out; the log has the stack under the same one. */
  internal: { status: 500, fields: z.object({ reference: z.string().max(64) }) },
} as const satisfies Record<string, ErrorRow>;

export type ErrorCode = keyof typeof errorTable;
type ShapeOf<C extends ErrorCode> = (typeof errorTable)[C]['fields']['shape'];
// Mapped from the shape, because the output of an empty object schema forbids every key, `code` included.
type FieldsOf<C extends ErrorCode> = { [F in keyof ShapeOf<C>]: z.output<ShapeOf<C>[F]> };
export type ErrorBody = { [C in ErrorCode]: { code: C } & FieldsOf<C> }[ErrorCode];

export const errorCodes = Object.keys(errorTable) as ErrorCode[];

const isErrorCode = (code: string): code is ErrorCode => Object.hasOwn(errorTable, code);

/** Parses an error body by the row of its code. */
export const errorBody: z.ZodType<ErrorBody> = z
  .looseObject({ code: z.string() })
  .transform((body, context): ErrorBody => {
    if (!isErrorCode(body.code)) {
      context.addIssue(`unknown error code ${body.code}`);
      return z.NEVER;
    }
    const fields = errorTable[body.code].fields.safeParse(body);
    if (!fields.success) {
      context.addIssue(`wrong fields of error ${body.code}`);
      return z.NEVER;
    }
    return { ...fields.data, code: body.code } as ErrorBody;
  });

/** The one error type of every process: a body that may go out, and a cause that never does. */
export class AppError extends Error {
  readonly body: ErrorBody;

  constructor(body: ErrorBody, options?: ErrorOptions) {
    super(body.code, options);
    this.name = 'AppError';
    this.body = body;
  }

  get code(): ErrorCode {
    return this.body.code;
  }

  get status(): number {
    return errorTable[this.body.code].status;
  }
}

/** The error for input that a schema refused. */
export function invalidInput(error: z.ZodError): AppError {
  const issues = error.issues
    .slice(0, 20)
    .map((issue) => ({ path: issue.path.map(String).join('.').slice(0, 200), message: issue.message.slice(0, 300) }));
  return new AppError({ code: 'invalid', issues }, { cause: error });
}
