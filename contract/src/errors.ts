import { z } from 'zod';
import { answerContent } from './answerContent.ts';
import { questionId } from './ids.ts';
import { interventionKind } from './interventions.ts';
import { legalKinds } from './legalKinds.ts';
import { limits } from './limits.ts';
import { passwordRules } from './passwordRules.ts';
import { source } from './sources.ts';

const nothing = z.object({});
const retryAfter = z.object({ retryAfterSeconds: z.int().min(1) });
const most = z.object({ most: z.int() });

/**
 * What the holder of a real code can do: nothing but check it when nobody has such a code, use the newest mail, ask for a
 * new one, or sign in since it was used.
 */
export const invitationNextSteps = ['checkCode', 'useNewest', 'askForNew', 'signIn'] as const;
export type InvitationNextStep = (typeof invitationNextSteps)[number];

/** Why a device may not be used: never checked, checked and refused, checked too long ago, or another was checked. */
export const deviceRefusals = ['none', 'failed', 'expired', 'otherDevice'] as const;
export type DeviceRefusal = (typeof deviceRefusals)[number];

const questionIds = z.object({ questionIds: z.array(questionId).max(limits.questionsPerExam) });
const someSources = z.object({ sources: z.array(source).max(3) });

/** Why a checked roster is not imported: it has issues, it waited too long, or what it was checked against changed. */
export const importRefusals = ['hasIssues', 'expired', 'outdated'] as const;

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
  /** The same code, status and time whether a code is unknown, expired or used. */
  invitationRefused: { status: 404, fields: z.object({ nextStep: z.enum(invitationNextSteps) }) },
  passwordTooWeak: { status: 400, fields: z.object({ failed: z.array(z.enum(passwordRules)) }) },
  languageRequired: { status: 400, fields: nothing },
  /** `missing` are the documents whose current version is not accepted. */
  consentRequired: {
    status: 403,
    fields: z.object({ missing: z.array(z.enum(legalKinds)) }),
  },
  wrongCurrentPassword: { status: 403, fields: nothing },
  resetRefused: { status: 404, fields: nothing },
  originRefused: { status: 403, fields: nothing },
  forbidden: { status: 403, fields: nothing },
  notFound: { status: 404, fields: nothing },
  tooManyRequests: { status: 429, fields: retryAfter },
  examNotOpen: { status: 409, fields: z.object({ opensAt: z.iso.datetime() }) },
  examClosed: { status: 409, fields: nothing },
  examCancelled: { status: 409, fields: nothing },
  technicalTestRequired: { status: 409, fields: nothing },
  sittingOver: { status: 409, fields: nothing },
  lateEntryClosed: { status: 409, fields: z.object({ minutes: z.int() }) },
  deviceNotValidated: { status: 409, fields: z.object({ why: z.enum(deviceRefusals) }) },
  alreadySubmitted: { status: 409, fields: nothing },
  examTermsRequired: { status: 409, fields: nothing },
  /** `sources` are required and not seen by the media server. */
  captureMissing: { status: 409, fields: someSources },
  secondDisplayRefused: { status: 409, fields: nothing },
  sittingNotStarted: { status: 409, fields: nothing },
  writingPaused: { status: 409, fields: nothing },
  /** What the server has of the answer, and its revision. */
  answerConflict: { status: 409, fields: z.object({ revision: z.int(), content: answerContent }) },
  /** Of these, the page has something newer than the server. */
  answersNotSaved: { status: 409, fields: questionIds },
  mandatoryUnanswered: { status: 409, fields: questionIds },
  tooManyFiles: { status: 409, fields: most },
  screenDenied: { status: 409, fields: nothing },
  surfaceNotMonitor: { status: 409, fields: nothing },
  osScreenPermission: { status: 409, fields: nothing },
  screenExtended: { status: 409, fields: nothing },
  cameraDenied: { status: 409, fields: nothing },
  cameraNotFound: { status: 409, fields: nothing },
  cameraBusy: { status: 409, fields: nothing },
  cameraBlack: { status: 409, fields: nothing },
  cameraFrozen: { status: 409, fields: nothing },
  microphoneDenied: { status: 409, fields: nothing },
  microphoneNotFound: { status: 409, fields: nothing },
  microphoneSilent: { status: 409, fields: nothing },
  permissionPolicy: { status: 409, fields: nothing },
  iceFailed: { status: 409, fields: nothing },
  udpBlocked: { status: 409, fields: nothing },
  socketBlocked: { status: 409, fields: nothing },
  connectionSlow: { status: 409, fields: nothing },
  connectionCut: { status: 409, fields: nothing },
  documentNotShown: { status: 409, fields: nothing },
  storageRefused: { status: 409, fields: nothing },
  autosaveSlow: { status: 409, fields: nothing },
  checkTimedOut: { status: 409, fields: nothing },
  notSeenByServer: { status: 409, fields: nothing },
  browserUnsupported: { status: 409, fields: nothing },
  browserTooOld: { status: 409, fields: nothing },
  notAdmitted: { status: 409, fields: nothing },
  /** A colleague did something to this sitting that the page had not seen. */
  actedMeanwhile: { status: 409, fields: z.object({ kind: interventionKind, byName: z.string().max(200) }) },
  alreadyInForce: { status: 409, fields: nothing },
  cannotBeUndone: { status: 409, fields: nothing },
  confirmationMissing: { status: 409, fields: nothing },
  answersHidden: { status: 403, fields: nothing },
  sittingNotOver: { status: 409, fields: nothing },
  replyClosed: { status: 409, fields: nothing },
  emailTaken: { status: 409, fields: nothing },
  nameTaken: { status: 409, fields: nothing },
  wrongRole: { status: 409, fields: nothing },
  personSuspended: { status: 409, fields: nothing },
  lastAdmin: { status: 409, fields: nothing },
  stale: { status: 409, fields: nothing },
  keyReused: { status: 409, fields: nothing },
  importRefused: { status: 409, fields: z.object({ reason: z.enum(importRefusals) }) },
  fileTypeRefused: { status: 415, fields: z.object({ allowed: z.string().max(100) }) },
  fileUnreadable: { status: 400, fields: nothing },
  fileEmpty: { status: 400, fields: nothing },
  tooManyLines: { status: 400, fields: most },
  tooManyPeople: { status: 409, fields: most },
  tooManyDocuments: { status: 409, fields: most },
  examWindowRefused: { status: 400, fields: nothing },
  examBegun: { status: 409, fields: nothing },
  sittingBegun: { status: 409, fields: nothing },
  roomNotEmpty: { status: 409, fields: nothing },
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

/**
 * An error's body as a part of a reply or of a frame. `errorBody` cannot be that, for what it makes of its input cannot be
 * written back.
 */
export const errorInside = z
  .looseObject({ code: z.enum(errorCodes) })
  .refine(
    (body) => errorBody.safeParse(body).success,
    'must have the fields of its code',
  ) as unknown as z.ZodType<ErrorBody>;

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
