import { existsSync, readdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { manifestFile } from './manifest.ts';

const form = /^invigil-\d{8}T\d{6}Z$/;

/** The name of a backup taken now; by name is by age. */
export const folderName = (now: Date) => `invigil-${now.toISOString().replaceAll(/[-:]|\.\d+/g, '')}`;

/**
 * Removes the oldest backups but `keep`; 0 removes none. What was not finished, or is no backup, neither counts nor goes.
 * @returns the names removed.
 */
export function removeOld(backupDir: string, keep: number): string[] {
  if (keep === 0) return [];
  const whole = readdirSync(backupDir)
    .filter((name) => form.test(name) && existsSync(path.join(backupDir, name, manifestFile)))
    .sort();
  const old = whole.slice(0, -keep);
  for (const name of old) rmSync(path.join(backupDir, name), { recursive: true });
  return old;
}
