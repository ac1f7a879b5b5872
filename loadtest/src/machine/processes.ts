import { type ChildProcess, spawn } from 'node:child_process';
import { undoAtExit } from './leftovers.ts';
import type { Place } from './place.ts';

const defaultPoliteMs = 3_000;

export interface Started {
  child: ChildProcess;
  pid: number;
  /** Settles when the process is gone. */
  exited: Promise<void>;
  /** Asks it to end, then makes it end. Idempotent. */
  stop(): Promise<void>;
}

interface StartOptions {
  messages?: boolean;
  quiet?: boolean;
  env?: Record<string, string>;
  /** How long it may take to end when asked to, before it is made to. Milliseconds. */
  politeMs?: number;
}

const dyingWithUs = ['setpriv', '--pdeathsig', 'KILL'];

/**
 * Starts a program in a place, on one core. It dies with this process, even when this process is killed outright.
 * `messages` opens an IPC channel; its standard output and errors go to our standard error.
 */
export function start(
  place: Place,
  core: number,
  command: readonly string[],
  options: StartOptions = {},
): Promise<Started> {
  const { file, args } = place.at(core, [...dyingWithUs, ...command]);
  return startProgram(file, args, options);
}

/** The same on this machine, on whatever cores it finds. */
export function startHere(command: readonly string[], options: StartOptions = {}): Promise<Started> {
  const [file = '', ...args] = [...dyingWithUs, ...command];
  return startProgram(file, args, options);
}

async function startProgram(file: string, args: string[], options: StartOptions): Promise<Started> {
  const output = options.quiet ? 'ignore' : 2;
  const child = spawn(file, args, {
    stdio: ['ignore', output, output, ...(options.messages ? (['ipc'] as const) : [])],
    env: { ...process.env, ...options.env },
  });
  const exited = new Promise<void>((resolve) => {
    child.once('exit', () => resolve());
    child.once('error', () => resolve());
  });
  await new Promise<void>((resolve, reject) => {
    child.once('spawn', resolve);
    child.once('error', (cause) => reject(new Error(`${file} could not be started`, { cause })));
  });
  const isOver = () => child.exitCode !== null || child.signalCode !== null;
  undoAtExit(() => {
    if (!isOver()) child.kill('SIGKILL');
  });
  const stop = async () => {
    if (isOver()) return;
    child.kill('SIGTERM');
    const force = setTimeout(() => child.kill('SIGKILL'), options.politeMs ?? defaultPoliteMs);
    await exited;
    clearTimeout(force);
  };
  if (child.pid === undefined) throw new Error(`${file} has no process id`);
  return { child, pid: child.pid, exited, stop };
}
