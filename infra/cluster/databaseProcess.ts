import type { Log } from '@invigil/server-kit/log';
import { EmbeddedDatabase } from '../all-in-one/database/embeddedDatabase.ts';
import type { Say } from '../all-in-one/startFailure.ts';
import { Front } from './front.ts';
import { signalTree } from './processTree.ts';

/** The PostgreSQL of a cluster on this machine, at one address however often it is started again. */
export class DatabaseProcess {
  readonly #options: { dataDir: string; log: Log; say: Say };
  readonly #port: number;
  #database: EmbeddedDatabase | undefined;
  #front: Front | undefined;

  constructor(options: { dataDir: string; port: number; log: Log; say: Say }) {
    this.#options = options;
    this.#port = options.port;
  }

  /** For the nodes. */
  get url(): string {
    const url = new URL(this.#running.url);
    url.port = String(this.#port);
    return url.href;
  }

  /** The first process of PostgreSQL. */
  get pid(): number {
    return this.#running.pid;
  }

  async start(): Promise<void> {
    this.#database = await EmbeddedDatabase.start(this.#options);
    const target = { name: 'database', port: Number(new URL(this.#database.url).port) };
    this.#front = await Front.create(this.#port, [target]);
  }

  /** To PostgreSQL and each of its processes: stopping the first alone would leave the connections that are open at work. */
  signal(signal: 'SIGSTOP' | 'SIGCONT'): void {
    signalTree(this.#running.pid, signal);
  }

  /** As if the machine had lost its power: nobody is told, nothing is written any more. */
  async crash(): Promise<void> {
    signalTree(this.#running.pid, 'SIGKILL');
    await this.end();
  }

  async end(): Promise<void> {
    await this.#front?.close();
    await this.#database?.close();
  }

  get #running(): EmbeddedDatabase {
    if (this.#database === undefined) throw new Error('the database was not started');
    return this.#database;
  }
}
