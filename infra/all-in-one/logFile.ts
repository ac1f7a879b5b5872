import { existsSync, renameSync, statSync } from 'node:fs';
import { createLog, type Log, type LogLevel } from '@invigil/server-kit/log';

const largestLogBytes = 10 * 1024 * 1024;

/** Puts a log that has grown large aside, in place of the one put aside before. */
export function putAsideWhenLarge(file: string): void {
  if (existsSync(file) && statSync(file).size > largestLogBytes) renameSync(file, `${file}.1`);
}

export function openLogFile(file: string, level: LogLevel): Log {
  putAsideWhenLarge(file);
  return createLog({ name: 'invigil', level, file });
}
