import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { signalTree } from './processTree.ts';

const readyWithinMs = 60_000;
const lookEveryMs = 100;
const endsWithinMs = 90_000;

export type Role = 'api' | 'signaling' | 'media-server';

export interface NodeParts {
  /** Its NODE_ID. */
  name: string;
  role: Role;
  /** Where it listens for browsers; a media node has ports of its own. */
  port?: number;
  opsPort: number;
  /** The whole environment of the process. */
  env: Record<string, string | undefined>;
  /** Takes what it prints. */
  logFile: string;
}

const root = path.resolve(import.meta.dirname, '../..');
const programs: Record<Role, string> = {
  api: 'api/src/main.ts',
  signaling: 'signaling/src/main.ts',
  'media-server': 'media-server/src/main.ts',
};

/** One process of a cluster. It can be hurt and started again, with the same name and at the same ports. */
export class NodeProcess {
  readonly name: string;
  readonly role: Role;
  readonly port: number | undefined;
  readonly opsUrl: string;
  readonly #parts: NodeParts;
  #process: ChildProcess | undefined;
  #diedAt: string | undefined;

  constructor(parts: NodeParts) {
    this.name = parts.name;
    this.role = parts.role;
    this.port = parts.port;
    this.opsUrl = `http://127.0.0.1:${parts.opsPort}`;
    this.#parts = parts;
  }

  /** @throws {Error} while it is not running. */
  get pid(): number {
    if (this.#process?.pid === undefined) throw new Error(`${this.name} is not running`);
    return this.#process.pid;
  }

  get running(): boolean {
    return this.#process !== undefined && this.#process.exitCode === null && this.#process.signalCode === null;
  }

  /**
   * Starts it and waits until it is ready for work.
   * @throws {Error} with where its output is when it ended or was not ready within a minute.
   */
  async start(): Promise<void> {
    if (this.running) throw new Error(`${this.name} is running already`);
    const { env, logFile, role } = this.#parts;
    const child = spawn(process.execPath, [programs[role]], { cwd: root, env, stdio: ['ignore', 'pipe', 'pipe'] });
    this.#process = child;
    this.#diedAt = undefined;
    child.once('exit', (code, signal) => {
      this.#diedAt = `${signal ?? `code ${code}`}`;
    });
    const log = createWriteStream(logFile, { flags: 'a' });
    child.stdout?.pipe(log, { end: false });
    child.stderr?.pipe(log, { end: false });
    child.once('close', () => log.end());
    await this.#ready();
  }

  /** Sends one signal, to the process alone or with everything that it started. */
  signal(signal: NodeJS.Signals, { withChildren = false }: { withChildren?: boolean } = {}): void {
    if (withChildren) signalTree(this.pid, signal);
    else process.kill(this.pid, signal);
  }

  /** Ends it and waits. One that was asked and does not end within a minute and a half is killed. */
  async end(signal: 'SIGTERM' | 'SIGINT' | 'SIGKILL' = 'SIGTERM'): Promise<void> {
    const child = this.#process;
    if (child === undefined || !this.running) return;
    const exited = once(child, 'exit');
    child.kill(signal);
    // A stopped process hears a gentle signal only when it goes on.
    if (signal !== 'SIGKILL') child.kill('SIGCONT');
    const kill = setTimeout(() => child.kill('SIGKILL'), endsWithinMs);
    await exited;
    clearTimeout(kill);
  }

  /** Whether it says that it is ready for work; false when it does not answer within a second. */
  async isReady(): Promise<boolean> {
    try {
      const response = await fetch(`${this.opsUrl}/readyz`, { signal: AbortSignal.timeout(1_000) });
      return response.ok;
    } catch {
      return false;
    }
  }

  /** What one of its metrics says now, summed over its labels; 0 when it has none such. */
  async metric(name: string): Promise<number> {
    const text = await (await fetch(`${this.opsUrl}/metrics`)).text();
    const lines = text.matchAll(new RegExp(`^${name}(?:\\{[^}]*\\})? (\\S+)`, 'gm'));
    return [...lines].reduce((sum, [, value]) => sum + Number(value), 0);
  }

  async #ready(): Promise<void> {
    const deadline = Date.now() + readyWithinMs;
    while (!(await this.isReady())) {
      const { logFile, name } = this.#parts;
      if (this.#diedAt !== undefined) throw new Error(`${name} ended while starting (${this.#diedAt}); see ${logFile}`);
      if (Date.now() > deadline) throw new Error(`${name} was not ready within a minute; see ${logFile}`);
      await pause(lookEveryMs);
    }
  }
}
