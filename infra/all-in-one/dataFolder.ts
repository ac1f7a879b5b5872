import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Closable } from '@invigil/server-kit/cluster/cluster';
import { isAlive } from './database/postmasterFile.ts';
import { StartFailure } from './startFailure.ts';

/**
 * Makes the data folder if need be and locks it for this process.
 * @throws {StartFailure} when another process works on it, or it cannot be written.
 */
export function lockDataFolder(dataDir: string): Closable {
  const file = path.join(dataDir, 'invigil.pid');
  try {
    // Root's database runs under another account, which must be able to pass through.
    mkdirSync(dataDir, { recursive: true, mode: process.getuid?.() === 0 ? 0o711 : 0o700 });
    take(file, dataDir);
  } catch (error) {
    if (error instanceof StartFailure) throw error;
    const code = (error as NodeJS.ErrnoException).code ?? String(error);
    throw new StartFailure(
      `The data folder ${dataDir} cannot be written (${code}); choose another with INVIGIL_DATA_DIR.`,
      { cause: error },
    );
  }
  return { close: async () => rmSync(file, { force: true }) };
}

function take(file: string, dataDir: string): void {
  try {
    writeFileSync(file, `${process.pid} ${startOf(process.pid)}\n`, { flag: 'wx', mode: 0o600 });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    const [pid = '', started] = readFileSync(file, 'utf8').trim().split(' ');
    // The number of a dead process may be another program's by now; that one started at another moment.
    if (isAlive(Number(pid)) && startOf(Number(pid)) === started) {
      throw new StartFailure(
        `The data folder ${dataDir} is in use by process ${pid}; stop that one, or choose another folder with INVIGIL_DATA_DIR.`,
      );
    }
    rmSync(file, { force: true });
    take(file, dataDir);
  }
}

/** When a process started, in the kernel's own count; the same word for all where there is no /proc. */
function startOf(pid: number): string {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The second field is a program's name in brackets and may hold anything.
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? 'unknown';
  } catch {
    return 'unknown';
  }
}
