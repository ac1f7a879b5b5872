import { execFileSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { undoAtExit } from './leftovers.ts';

/** Where servers and bots meet: the address they use, and the command line that starts a program there. */
export interface Place {
  address: string;
  /** A private network namespace, or the machine's own loopback when none could be made. */
  isolated: boolean;
  /** The command line that runs `command` here, on one processor core. */
  at(core: number, command: readonly string[]): { file: string; args: string[] };
}

const namePrefix = 'invigil-bench-';
const address = '10.77.0.1';

/**
 * A network namespace with one address that is not loopback, because libnice (Janus) gathers no candidate there. It
 * is deleted when the bench exits. Without the right to make one, says so and falls back to 127.0.0.1.
 */
export function findPlace(log: (line: string) => void): Place {
  deleteForgotten();
  const name = `${namePrefix}${process.pid}`;
  try {
    ip('netns', 'add', name);
    undoAtExit(() => ip('netns', 'delete', name));
    ip('-n', name, 'link', 'set', 'lo', 'up');
    ip('-n', name, 'link', 'add', 'bench0', 'type', 'veth', 'peer', 'name', 'bench1');
    ip('-n', name, 'address', 'add', `${address}/24`, 'dev', 'bench0');
    ip('-n', name, 'link', 'set', 'bench0', 'up');
    ip('-n', name, 'link', 'set', 'bench1', 'up');
  } catch (error) {
    log(`no network namespace could be made (${reasonOf(error)}): the bench runs on 127.0.0.1, without Janus`);
    return loopback;
  }
  return {
    address,
    isolated: true,
    at: (core, command) => ({ file: 'ip', args: ['netns', 'exec', name, ...pinned(core, command)] }),
  };
}

/** The machine itself; libnice gathers no candidate here. */
export const loopback: Place = {
  address: '127.0.0.1',
  isolated: false,
  at: (core, command) => {
    const [file = '', ...args] = pinned(core, command);
    return { file, args };
  },
};

/** `ip netns exec` and `taskset` both replace themselves, so the process that is started keeps its id. */
function pinned(core: number, command: readonly string[]): string[] {
  return ['taskset', '-c', String(core), ...command];
}

/** Namespaces of benches that were killed before they could clean up: those whose process is gone. */
function deleteForgotten(): void {
  let names: string[];
  try {
    names = readdirSync('/run/netns').filter((name) => name.startsWith(namePrefix));
  } catch {
    // The folder appears with the machine's first namespace.
    return;
  }
  for (const name of names) {
    if (!isAlive(Number(name.slice(namePrefix.length)))) ip('netns', 'delete', name);
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

function ip(...args: string[]): void {
  execFileSync('ip', args, { stdio: ['ignore', 'ignore', 'pipe'] });
}

function reasonOf(error: unknown): string {
  const stderr = error instanceof Error && 'stderr' in error ? String(error.stderr) : '';
  return (stderr || (error instanceof Error ? error.message : String(error))).trim();
}
