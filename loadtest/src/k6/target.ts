import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { benchLoad, type TargetProcess } from '@invigil/contract/benchLoad';
import type { z } from 'zod';
import { ask } from '../machine/ipc.ts';
import { undoAtExit } from '../machine/leftovers.ts';
import { type Started, startHere } from '../machine/processes.ts';

const program = fileURLToPath(new URL('../../../infra/bench-load/main.ts', import.meta.url));
const longestStartMs = 120_000;
/** Thousands of sockets are closed in order. */
const longestEndMs = 20_000;
const longestSeedMs = 120_000;

/** `one`: everything in one process, as `npm start`; `cluster`: two processes of each kind over Redis. */
export const targetKinds = ['one', 'cluster'] as const;
export type TargetKind = (typeof targetKinds)[number];

/**
 * What a load test may load, and nothing else: an Invigil that this command has started itself, on the loopback interface, in a folder that
 * goes away with it.
 */
export class LoadTarget {
  readonly apiUrl: string;
  readonly password: string;
  readonly processes: readonly TargetProcess[];
  readonly #started: Started;
  readonly #folder: string;

  private constructor(started: Started, folder: string, ready: z.output<typeof benchLoad.ready.reply>) {
    this.#started = started;
    this.#folder = folder;
    this.apiUrl = ready.apiUrl;
    this.password = ready.password;
    this.processes = ready.processes;
  }

  /** Resolves when it listens. */
  static async create(kind: TargetKind): Promise<LoadTarget> {
    const folder = mkdtempSync(path.join(tmpdir(), 'invigil-load-'));
    // The account of the database must reach it, or its data would lie elsewhere and stay.
    chmodSync(folder, 0o755);
    undoAtExit(() => rmSync(folder, { recursive: true, force: true, maxRetries: 10 }));
    const command = [process.execPath, program, path.join(folder, 'data'), kind];
    const started = await startHere(command, { messages: true, politeMs: longestEndMs });
    return new LoadTarget(started, folder, await ask(started.child, benchLoad, 'ready', {}, longestStartMs));
  }

  seed(wanted: z.output<typeof benchLoad.seed.data>): Promise<z.output<typeof benchLoad.seed.reply>> {
    return ask(this.#started.child, benchLoad, 'seed', wanted, longestSeedMs);
  }

  /** Idempotent. */
  async close(): Promise<void> {
    await this.#started.stop();
    rmSync(this.#folder, { recursive: true, force: true, maxRetries: 10 });
  }
}
