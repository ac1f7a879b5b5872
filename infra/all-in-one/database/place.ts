import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chmodSync, chownSync, existsSync, mkdirSync, readFileSync, rmdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { writePrivately } from '../privateFile.ts';
import { type Say, StartFailure } from '../startFailure.ts';
import { type Account, databaseAccount } from './account.ts';
import { asAccount } from './binaries.ts';

/** Where root keeps the data when the account of the database cannot reach the data folder. */
const elsewhere = '/var/lib/invigil';

const record = z.strictObject({
  /** Relative to the data folder, or absolute when the database lies elsewhere. */
  folder: z.string().min(1),
  password: z.string().min(1),
});

/** Where a data folder's database lies, its password and the account that runs it. */
export interface Place {
  folder: string;
  cluster: string;
  password: string;
  account: Account;
  /** Whether there is no database yet. */
  isNew: boolean;
  /** Remembers the place in the data folder; until then a fresh database counts as unfinished. */
  remember(): void;
}

const recordOf = (dataDir: string) => path.join(dataDir, 'database.json');
export const clusterIn = (folder: string) => path.join(folder, 'cluster');
export const unfinishedClusterIn = (folder: string) => path.join(folder, 'cluster.unfinished');

/** The place that the data folder remembers, or a new one that its account can reach. */
export function databasePlace(dataDir: string, say: Say): Place {
  const file = recordOf(dataDir);
  if (!existsSync(file)) return newPlace(dataDir, say);
  const known = record.safeParse(parseJson(readFileSync(file, 'utf8')));
  if (!known.success)
    throw new StartFailure(`${file} cannot be read; restore it, or move ${dataDir} away to begin anew.`);
  const folder = path.resolve(dataDir, known.data.folder);
  if (!existsSync(clusterIn(folder)) && !existsSync(unfinishedClusterIn(folder))) {
    throw new StartFailure(
      `The database of ${dataDir} is missing from ${folder}; restore it, or move ${dataDir} away to begin anew.`,
    );
  }
  const account = databaseAccount(statSync(folder).uid || undefined);
  return {
    folder,
    cluster: clusterIn(folder),
    password: known.data.password,
    account,
    isNew: false,
    remember: () => {},
  };
}

function newPlace(dataDir: string, say: Say): Place {
  const account = databaseAccount();
  const password = randomBytes(24).toString('base64url');
  const inside = path.join(dataDir, 'database');
  if (existsSync(clusterIn(inside))) {
    throw new StartFailure(
      `${recordOf(dataDir)} is missing beside its database; restore it, or move ${dataDir} away to begin anew.`,
    );
  }
  const folder = reachable(inside, account) ? inside : folderElsewhere(dataDir, account, say);
  const remember = () => {
    const text = JSON.stringify({ folder: folder === inside ? 'database' : folder, password });
    writePrivately(recordOf(dataDir), text);
  };
  return { folder, cluster: clusterIn(folder), password, account, isNew: true, remember };
}

function folderElsewhere(dataDir: string, account: Account, say: Say): string {
  // A new name each time, so that a data folder made anew never meets the database of the one before it.
  const folder = path.join(elsewhere, `${path.basename(path.resolve(dataDir))}-${randomBytes(4).toString('hex')}`);
  if (!reachable(folder, account)) throw new StartFailure(`The account "${account?.name}" cannot reach ${folder}.`);
  say(`The database lies in ${folder}, because its account "${account?.name}" cannot reach ${dataDir}.`);
  return folder;
}

/** Makes the folder the account's own and tells whether the account can enter it; leaves nothing new behind if not. */
function reachable(folder: string, account: Account): boolean {
  const made = mkdirSync(folder, { recursive: true });
  chmodSync(folder, 0o700);
  if (account === undefined) return true;
  chownSync(folder, account.uid, account.gid);
  const entered = spawnSync('/bin/sh', ['-c', 'cd "$0"', folder], { ...asAccount(account), cwd: '/' });
  if (entered.status !== 0 && made !== undefined) rmdirSync(folder);
  return entered.status === 0;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
