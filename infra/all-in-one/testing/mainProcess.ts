import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { onTestFinished, vi } from 'vitest';
import { environment } from '../config.ts';
import { isAlive } from '../database/postmasterFile.ts';

/** Ours, and not what a .env of this checkout may say. */
const inherited = environment('no .env');
const main = path.resolve(import.meta.dirname, '../main.ts');

/** A data folder, which others may pass through as root's database must. To be called where `onEnd` may be. */
export function testDataFolder(onEnd: (cleanUp: () => void) => void = onTestFinished): string {
  const parent = mkdtempSync(path.join(tmpdir(), 'invigil-all-in-one-'));
  chmodSync(parent, 0o711);
  onEnd(() => rmSync(parent, { recursive: true, force: true }));
  return path.join(parent, 'data');
}

/** `npm start` as a process of its own, on free ports and in a data folder of its own. */
export class MainProcess {
  readonly #child: ChildProcess;
  readonly #exited: Promise<unknown>;
  #output = '';
  #errors = '';

  private constructor(child: ChildProcess) {
    this.#child = child;
    this.#exited = once(child, 'close');
    child.stdout?.on('data', (text) => {
      this.#output += String(text);
    });
    child.stderr?.on('data', (text) => {
      this.#errors += String(text);
    });
  }

  static start(dataDir: string, settings: Record<string, string> = {}): MainProcess {
    const free = { PORT: '0', SIGNALING_PORT: '0', MEDIA_PORT: '0', OPS_PORT: '0', MEDIA_WORKERS: '1' };
    const env = { ...inherited, ...free, INVIGIL_DATA_DIR: dataDir, ...settings };
    // Started in a folder without .env, whose settings would be taken.
    const child = spawn(process.execPath, [main], {
      env,
      cwd: path.dirname(dataDir),
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const started = new MainProcess(child);
    onTestFinished(() => started.end());
    return started;
  }

  get pid(): number {
    return this.#child.pid ?? 0;
  }

  get output(): string {
    return this.#output;
  }

  get errors(): string {
    return this.#errors;
  }

  /** Resolves once the output matches; rejects when the process ends before. */
  async said(pattern: RegExp): Promise<RegExpExecArray> {
    for (;;) {
      const match = pattern.exec(this.#output);
      if (match) return match;
      const more = this.#child.stdout && once(this.#child.stdout, 'data');
      const ended = await Promise.race([more, this.#exited.then(() => 'ended')]);
      if (ended === 'ended') throw new Error(`it ended before it said ${pattern}:\n${this.#output}${this.#errors}`);
    }
  }

  /** The address it prints once everything runs. */
  async url(): Promise<string> {
    const [, url = ''] = await this.said(/Invigil +(\S+)[\s\S]*Ctrl-C to stop/);
    return url;
  }

  signal(name: NodeJS.Signals): void {
    this.#child.kill(name);
  }

  /** The exit code; 128 when a signal ended it. */
  async exitCode(): Promise<number> {
    await this.#exited;
    return this.#child.exitCode ?? 128;
  }

  /** The process ids of everything it started, and what those started. */
  descendants(): number[] {
    const rows = execFileSync('ps', ['-A', '-o', 'pid=,ppid='], { encoding: 'utf8' })
      .trim()
      .split('\n')
      .map((row) => row.trim().split(/\s+/).map(Number));
    const childrenOf = (pid: number): number[] =>
      rows.flatMap(([child = 0, parent]) => (parent === pid ? [child, ...childrenOf(child)] : []));
    return childrenOf(this.pid).filter(isAlive);
  }

  /** Ends it the hard way and waits for what it started to notice. */
  async end(): Promise<void> {
    const left = this.descendants();
    this.signal('SIGKILL');
    await this.#exited;
    await vi.waitUntil(() => !left.some(isAlive), { timeout: 10_000 });
  }
}
