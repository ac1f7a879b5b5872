import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createLog, type Log, type LogLevel } from '../log.ts';

/** A real log whose lines a test can read back. */
export interface TestLog {
  log: Log;
  lines(): Record<string, unknown>[];
  close(): void;
}

export function openTestLog(level: LogLevel = 'debug'): TestLog {
  const folder = mkdtempSync(join(tmpdir(), 'invigil-log-'));
  const file = join(folder, 'test.log');
  return {
    log: createLog({ name: 'test', level, file }),
    lines: () =>
      readFileSync(file, 'utf8')
        .split('\n')
        .filter((line) => line !== '')
        .map((line) => JSON.parse(line) as Record<string, unknown>),
    close: () => rmSync(folder, { recursive: true, force: true }),
  };
}
