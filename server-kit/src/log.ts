import { type Logger, pino, stdSerializers } from 'pino';
import { hidden, redact, redactText, secretKeys } from './redact.ts';

export type Log = Logger;
export type LogLevel = 'trace' | 'debug' | 'info' | 'warn' | 'error' | 'fatal' | 'silent';
export const logLevels = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const satisfies LogLevel[];

const redactRecord = (record: Record<string, unknown>) => redact(record) as Record<string, unknown>;

/**
 * A JSON log that never shows secrets, media parameters or who somebody is (see `redact.ts`).
 * Lines go to standard output, or to the end of `file`, whose folder must exist
 * and which only its owner may read.
 */
export function createLog({ name, level, file }: { name: string; level: LogLevel; file?: string }): Log {
  return pino(
    {
      name,
      level,
      timestamp: pino.stdTimeFunctions.isoTime,
      hooks: {
        logMethod(args, method) {
          const shown = args.map((arg) => (typeof arg === 'string' ? redactText(arg) : arg));
          method.apply(this, shown as typeof args);
        },
      },
      formatters: { log: redactRecord },
      // What a child log is bound to does not pass the formatter.
      redact: { paths: secretKeys.map((key) => `["${key}"]`), censor: hidden },
      serializers: { err: (error: Error) => redact(stdSerializers.errWithCause(error)) },
    },
    pino.destination({ dest: file ?? 1, sync: true, mode: 0o600 }),
  );
}
