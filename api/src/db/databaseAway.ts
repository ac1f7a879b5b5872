const networkCodes: ReadonlySet<string> = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ETIMEDOUT',
  'EPIPE',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
]);
/** Of PostgreSQL: connection exceptions, shutting down or starting up, and too many connections. */
const serverCodes = /^(08...|57P0[123]|53300)$/;
/** What the driver says in words only. */
const driverTexts =
  /Connection terminated|timeout exceeded when trying to connect|Query read timeout|(closed|connection error) and is not queryable/i;

/** Whether an error only says that the database cannot be reached just now, so that trying again later makes sense. */
export function isDatabaseAway(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  if (networkCodes.has(code) || serverCodes.test(code) || driverTexts.test(error.message)) return true;
  return error.cause !== undefined && isDatabaseAway(error.cause);
}
