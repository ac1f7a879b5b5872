import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { connect } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';

const readyWithinMs = 10_000;
const lookEveryMs = 50;

/** The Redis of a cluster on this machine: in memory only, so that after a crash it remembers nothing. */
export class RedisProcess {
  readonly port: number;
  readonly #logFile: string;
  #process: ChildProcess | undefined;

  constructor(port: number, logFile: string) {
    this.port = port;
    this.#logFile = logFile;
  }

  get url(): string {
    return `redis://127.0.0.1:${this.port}`;
  }

  /** @throws {Error} while it is not running. */
  get pid(): number {
    if (this.#process?.pid === undefined) throw new Error('Redis is not running');
    return this.#process.pid;
  }

  /** @throws {Error} saying what to install when there is no redis-server, or where its output is. */
  async start(): Promise<void> {
    const options = ['--port', `${this.port}`, '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no'];
    const child = spawn('redis-server', options, { stdio: ['ignore', 'pipe', 'pipe'] });
    this.#process = child;
    const log = createWriteStream(this.#logFile, { flags: 'a' });
    child.stdout?.pipe(log);
    const failed = once(child, 'error').then(([cause]) => {
      throw new Error('redis-server cannot be started; on Debian: apt-get install redis-server', { cause });
    });
    await Promise.race([failed, this.#ready(child)]);
  }

  signal(signal: NodeJS.Signals): void {
    process.kill(this.pid, signal);
  }

  async end(): Promise<void> {
    const child = this.#process;
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const exited = once(child, 'exit');
    child.kill('SIGKILL');
    await exited;
  }

  async #ready(child: ChildProcess): Promise<void> {
    const deadline = Date.now() + readyWithinMs;
    while (!(await answers(this.port))) {
      if (child.exitCode !== null || Date.now() > deadline)
        throw new Error(`redis-server does not answer; see ${this.#logFile}`);
      await pause(lookEveryMs);
    }
  }
}

/** Whether a Redis answers a PING there. */
async function answers(port: number): Promise<boolean> {
  const socket = connect(port, '127.0.0.1', () => socket.write('PING\r\n'));
  try {
    const [reply] = await once(socket, 'data', { signal: AbortSignal.timeout(1_000) });
    return String(reply).startsWith('+PONG');
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}
