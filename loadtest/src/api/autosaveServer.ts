import { chmodSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { benchAutosave, type Statement } from '@invigil/contract/benchServer';
import type { z } from 'zod';
import { ask } from '../machine/ipc.ts';
import { undoAtExit } from '../machine/leftovers.ts';
import type { Place } from '../machine/place.ts';
import { type Started, start } from '../machine/processes.ts';
import type { PlainRequest } from './plainHttp.ts';

const program = fileURLToPath(new URL('../../../infra/bench-autosave/main.ts', import.meta.url));
/** After a kill the database replays its log first. */
const longestStartMs = 120_000;

/** The api and its database on one core, in a folder that outlives them: to be killed, and started again with what they had. */
export class AutosaveServer {
  readonly #place: Place;
  readonly #core: number;
  readonly #folder: string;
  readonly #writers: number;
  #started: Started | undefined;
  #world: z.output<typeof benchAutosave.ready.reply> | undefined;

  /** Resolves when it listens, with so many candidates who write. */
  static async create(place: Place, core: number, writers: number): Promise<AutosaveServer> {
    const folder = mkdtempSync(path.join(tmpdir(), 'invigil-bench-autosave-'));
    // The account of the database must reach it, or its data would lie elsewhere and stay.
    chmodSync(folder, 0o755);
    undoAtExit(() => rmSync(folder, { recursive: true, force: true, maxRetries: 10 }));
    const server = new AutosaveServer({ place, core, folder, writers });
    await server.start();
    return server;
  }

  private constructor(parts: { place: Place; core: number; folder: string; writers: number }) {
    this.#place = parts.place;
    this.#core = parts.core;
    this.#folder = parts.folder;
    this.#writers = parts.writers;
  }

  get world(): z.output<typeof benchAutosave.ready.reply> {
    if (!this.#world) throw new Error('the server is not running');
    return this.#world;
  }

  get pid(): number {
    if (!this.#started) throw new Error('the server is not running');
    return this.#started.pid;
  }

  async start(): Promise<void> {
    const command = [process.execPath, program, this.#folder, String(this.#writers)];
    this.#started = await start(this.#place, this.#core, command, { messages: true });
    this.#world = await ask(this.#started.child, benchAutosave, 'ready', {}, longestStartMs);
  }

  async statements({ path: asked, headers, body }: PlainRequest): Promise<Statement[]> {
    if (!this.#started) throw new Error('the server is not running');
    const request = { method: 'PUT' as const, path: asked, cookie: headers?.cookie ?? '', body: String(body) };
    return (await ask(this.#started.child, benchAutosave, 'statements', request)).statements;
  }

  /** Ends the api outright, and every process of PostgreSQL before it when `database` is set. None of them can do anything more. */
  async kill({ database }: { database: boolean }): Promise<void> {
    const { databasePid } = this.world;
    const doomed = database ? [databasePid, ...childrenOf(databasePid), this.pid] : [this.pid];
    for (const pid of doomed) killOutright(pid);
    await this.#started?.exited;
    this.#started = undefined;
    this.#world = undefined;
  }

  /** Idempotent. */
  async close(): Promise<void> {
    await this.#started?.stop();
    this.#started = undefined;
    rmSync(this.#folder, { recursive: true, force: true, maxRetries: 10 });
  }
}

function childrenOf(pid: number): number[] {
  return readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ').filter(Boolean).map(Number);
}

/** A backend may have ended just now, by itself. */
function killOutright(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}
