import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { StartFailure } from '../startFailure.ts';
import { asAccount, type Binaries } from './binaries.ts';
import { databaseEnv } from './createCluster.ts';
import type { Place } from './place.ts';
import { readPostmaster } from './postmasterFile.ts';

// Given as text, because the account of the database may not be able to read it where it lies.
const wrapper = readFileSync(new URL('postgres.sh', import.meta.url), 'utf8').replaceAll(/^#.*\n/gm, '');
const readyWithinMs = 60_000;
const lookEveryMs = 20;

/** A PostgreSQL that accepts connections. */
export interface Launched {
  /** The process to watch and stop: ends when the database has ended. Closing its standard input stops the database. */
  process: ChildProcess;
  pid: number;
  port: number;
}

/** What stands in the way of a start that another attempt may not meet. */
export class LaunchObstacle extends Error {
  override readonly name = 'LaunchObstacle';
}

/**
 * Starts PostgreSQL on 127.0.0.1 and waits until it accepts connections.
 * @throws {LaunchObstacle} when the port was taken meanwhile, or processes of the former run still hold its memory.
 * @throws {StartFailure} with PostgreSQL's own reason for anything else.
 */
export async function launch(place: Place, binaries: Binaries, port: number, logFile: string): Promise<Launched> {
  const log = openSync(logFile, 'a', 0o600);
  const logStart = statSync(logFile).size;
  // In a session of its own, so that Ctrl-C reaches it only through us, after everything that uses it has closed.
  const child = spawn('/bin/sh', ['-c', wrapper, 'sh', binaries.postgres, ...options(place, port)], {
    ...asAccount(place.account),
    cwd: place.folder,
    env: databaseEnv,
    stdio: ['pipe', 'pipe', log],
    detached: true,
  });
  closeSync(log);
  const exited = once(child, 'exit');
  const pid = await spokenPid(child);
  const deadline = Date.now() + readyWithinMs;
  while (child.exitCode === null && child.signalCode === null) {
    const postmaster = readPostmaster(place.cluster);
    if (postmaster?.pid === pid && postmaster.ready) return { process: child, pid, port };
    if (Date.now() > deadline) {
      child.stdin?.end();
      await exited;
      throw new StartFailure(`The database was not ready after ${readyWithinMs / 1000} s; ${logFile} says why.`);
    }
    await Promise.race([pause(lookEveryMs), exited]);
  }
  const said = readFileSync(logFile).subarray(logStart).toString();
  if (/Address already in use|pre-existing shared memory block/.test(said)) throw new LaunchObstacle(said);
  const fatal = /(?:FATAL|PANIC):\s+(.*)/.exec(said)?.[1] ?? 'it ended at once';
  throw new StartFailure(`The database did not start: ${fatal}; ${logFile} has more.`);
}

const options = ({ cluster }: Place, port: number): string[] => [
  '-D',
  path.resolve(cluster),
  '-p',
  `${port}`,
  ...Object.entries({
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    // What was acknowledged is on the disk.
    fsync: 'on',
    full_page_writes: 'on',
    synchronous_commit: 'on',
    timezone: 'UTC',
    log_timezone: 'UTC',
  }).flatMap(([name, value]) => ['-c', `${name}=${value}`]),
];

async function spokenPid(child: ChildProcess): Promise<number> {
  if (!child.stdout) throw new Error('the database process has no output to read');
  for await (const text of child.stdout) return Number.parseInt(String(text), 10);
  return 0;
}
