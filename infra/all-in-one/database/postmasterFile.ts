import { existsSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';

const fileOf = (cluster: string) => path.join(cluster, 'postmaster.pid');

/** What a running PostgreSQL says of itself in its data folder. */
export interface Postmaster {
  pid: number;
  port: number;
  /** Whether it accepts connections. */
  ready: boolean;
}

export function readPostmaster(cluster: string): Postmaster | undefined {
  const file = fileOf(cluster);
  if (!existsSync(file)) return undefined;
  const lines = readFileSync(file, 'utf8').split('\n');
  const pid = Number.parseInt(lines[0] ?? '', 10);
  return Number.isNaN(pid) ? undefined : { pid, port: Number(lines[3]), ready: lines[7]?.trim() === 'ready' };
}

/**
 * The id of the PostgreSQL process that works on this data now, if any. After a crash the file stays behind, and its number
 * may belong to any other program by now (in a container it usually does); PostgreSQL itself would then refuse to start.
 */
export function livePostmaster(cluster: string): number | undefined {
  const known = readPostmaster(cluster);
  if (known === undefined) return undefined;
  if (isAlive(known.pid) && isPostgres(known.pid)) return known.pid;
  rmSync(fileOf(cluster), { force: true });
  return undefined;
}

function isPostgres(pid: number): boolean {
  // Without /proc nothing more can be told, and a wrong guess would let two servers write the same data.
  if (!existsSync('/proc/self/cmdline')) return true;
  try {
    const [program = ''] = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0');
    return path.basename(program) === 'postgres';
  } catch {
    // It ended meanwhile.
    return false;
  }
}

/** Whether there is a process of this number, be it another account's. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
