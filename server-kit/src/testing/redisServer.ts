import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { freePort } from '../freePort.ts';

/** A real Redis of a test or of a cluster on one machine: on a free port, in memory only, with its own folder. */
export class RedisServer {
  readonly #folder: string;
  readonly #port: number;
  #process: ChildProcess;

  private constructor(folder: string, port: number, process: ChildProcess) {
    this.#folder = folder;
    this.#port = port;
    this.#process = process;
  }

  /** @throws {Error} saying what to install when there is no redis-server. */
  static async start(): Promise<RedisServer> {
    const folder = await mkdtemp(join(tmpdir(), 'invigil-redis-'));
    const port = await freePort();
    return new RedisServer(folder, port, await run(folder, port));
  }

  get url(): string {
    return `redis://127.0.0.1:${this.#port}`;
  }

  get pid(): number {
    if (this.#process.pid === undefined) throw new Error('Redis did not start');
    return this.#process.pid;
  }

  /** Ends it the hard way; nothing is remembered. */
  async crash(): Promise<void> {
    await kill(this.#process);
  }

  /** Begins again on the same port after a crash. */
  async startAgain(): Promise<void> {
    this.#process = await run(this.#folder, this.#port);
  }

  async crashAndRestart(whileDown: () => Promise<void> = async () => {}): Promise<void> {
    await this.crash();
    await whileDown();
    await this.startAgain();
  }

  /** Stops it in the middle of everything: connections stay open and nothing is answered, until `thaw`. */
  freeze(): void {
    this.#process.kill('SIGSTOP');
  }

  thaw(): void {
    this.#process.kill('SIGCONT');
  }

  async close(): Promise<void> {
    await kill(this.#process);
    await rm(this.#folder, { recursive: true, force: true });
  }
}

async function run(folder: string, port: number): Promise<ChildProcess> {
  const options = ['--port', `${port}`, '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no', '--dir', folder];
  const server = spawn('redis-server', options, { stdio: ['ignore', 'pipe', 'inherit'] });
  const failed = once(server, 'error').then(([cause]) => {
    throw new Error('redis-server cannot be started; on Debian: apt-get install redis-server', { cause });
  });
  await Promise.race([failed, ready(server)]);
  return server;
}

async function ready(server: ChildProcess): Promise<void> {
  if (!server.stdout) throw new Error('redis-server has no output to read');
  const said: string[] = [];
  for await (const line of createInterface({ input: server.stdout })) {
    if (line.includes('Ready to accept connections')) return;
    said.push(line);
  }
  throw new Error(`redis-server ended before it was ready:\n${said.join('\n')}`);
}

async function kill(server: ChildProcess): Promise<void> {
  if (server.exitCode !== null || server.signalCode !== null) return;
  const ended = once(server, 'exit');
  server.kill('SIGKILL');
  await ended;
}
