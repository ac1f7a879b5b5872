import { renameSync, writeFileSync } from 'node:fs';

/** Writes a file that only its owner reads, as one step: after a crash it is there whole or not at all. */
export function writePrivately(file: string, text: string): void {
  writeFileSync(`${file}.new`, text, { mode: 0o600, flush: true });
  renameSync(`${file}.new`, file);
}
