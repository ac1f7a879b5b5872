import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chownSync, existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { StartFailure } from '../startFailure.ts';
import { asAccount, type Binaries } from './binaries.ts';
import { type Place, unfinishedClusterIn } from './place.ts';

export const databaseName = 'invigil';
export const databaseRole = 'invigil';

/**
 * Makes an empty database where there is none. Interrupted at any moment, the next start begins again or goes on; a
 * database that exists is never touched.
 */
export async function createCluster(place: Place, binaries: Binaries): Promise<void> {
  const { folder, cluster, account } = place;
  const unfinished = unfinishedClusterIn(folder);
  const passwordFile = path.join(folder, 'first-password');
  rmSync(unfinished, { recursive: true, force: true });
  writeFileSync(passwordFile, place.password, { mode: 0o600 });
  if (account) chownSync(passwordFile, account.uid, account.gid);
  try {
    await run(binaries.initdb, [
      `--pgdata=${unfinished}`,
      `--username=${databaseRole}`,
      `--pwfile=${passwordFile}`,
      '--auth=scram-sha-256',
      '--encoding=UTF8',
      '--locale-provider=builtin',
      '--builtin-locale=C.UTF-8',
      '--locale=C',
      '--no-instructions',
    ]);
    await run(binaries.postgres, ['--single', '-D', unfinished, 'postgres'], `create database ${databaseName}\n`);
  } finally {
    rmSync(passwordFile, { force: true });
  }
  place.remember();
  renameSync(unfinished, cluster);

  async function run(program: string, args: string[], input = ''): Promise<void> {
    const child = spawn(program, args, {
      ...asAccount(account),
      cwd: folder,
      env: databaseEnv,
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    const said: string[] = [];
    child.stdout.on('data', (text) => said.push(String(text)));
    child.stderr.on('data', (text) => said.push(String(text)));
    child.stdin.end(input);
    const [code] = await once(child, 'close');
    // Single-user mode ends with 0 even when the statement failed.
    const fault = /^.*(?:ERROR|FATAL|PANIC|error):\s+(.*)$/m.exec(said.join(''));
    if (code === 0 && !fault) return;
    throw new StartFailure(
      `The database could not be created in ${folder}: ${fault?.[1] ?? `${program} ended with ${code}`}.`,
    );
  }
}

/** Goes on after a crash between remembering the place and giving the finished database its name. */
export function finishCluster({ folder, cluster }: Place): void {
  if (!existsSync(cluster)) renameSync(unfinishedClusterIn(folder), cluster);
}

/** @throws {StartFailure} when the data was written by another major version. */
export function checkVersion({ cluster }: Place, { major }: Binaries): void {
  const written = Number.parseInt(readFileSync(path.join(cluster, 'PG_VERSION'), 'utf8'), 10);
  if (written === major) return;
  throw new StartFailure(
    `The database in ${cluster} was written by PostgreSQL ${written} and this is ${major}; dump it with the former version of Invigil and restore it.`,
  );
}

/** Nothing of our own environment changes how the database behaves. */
export const databaseEnv = { PATH: '/usr/bin:/bin', LC_ALL: 'C', TZ: 'UTC' };
