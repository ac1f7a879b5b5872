import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { benchWall } from '@invigil/contract/benchServer';
import { ask } from '@invigil/loadtest/machine/ipc';
import { undoAtExit } from '@invigil/loadtest/machine/leftovers';
import { loopback } from '@invigil/loadtest/machine/place';
import { type Started, start } from '@invigil/loadtest/machine/processes';

const program = fileURLToPath(new URL('../../../infra/bench-wall/main.ts', import.meta.url));
const startTimeoutMs = 60_000;

/** A whole Invigil in a process of its own, with a room of so many candidates who write. */
export class WallServer {
  readonly url: string;
  readonly signalingUrl: string;
  readonly workerPid: number;
  readonly roomId: string;
  readonly proctor: { email: string; password: string };
  readonly #started: Started;

  private constructor(started: Started, ready: Omit<WallServer, 'tokens' | 'close' | 'pid'>) {
    this.#started = started;
    this.url = ready.url;
    this.signalingUrl = ready.signalingUrl;
    this.workerPid = ready.workerPid;
    this.roomId = ready.roomId;
    this.proctor = ready.proctor;
  }

  static async create({ core, candidates }: { core: number; candidates: number }): Promise<WallServer> {
    const folder = mkdtempSync(join(tmpdir(), 'invigil-bench-wall-'));
    undoAtExit(() => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }));
    // The account of the database must reach it, or its data would lie elsewhere and stay.
    chmodSync(folder, 0o755);
    const command = [process.execPath, program, folder, String(candidates)];
    const started = await start(loopback, core, command, { messages: true });
    try {
      return new WallServer(started, await ask(started.child, benchWall, 'ready', {}, startTimeoutMs));
    } catch (fault) {
      await started.stop();
      throw fault;
    }
  }

  get pid(): number {
    return this.#started.pid;
  }

  /** One for each candidate; each admits within a minute. */
  async tokens(): Promise<string[]> {
    return (await ask(this.#started.child, benchWall, 'tokens', {})).tokens;
  }

  /** Idempotent. */
  close(): Promise<void> {
    return this.#started.stop();
  }
}
