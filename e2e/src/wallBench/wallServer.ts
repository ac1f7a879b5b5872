import { fileURLToPath } from 'node:url';
import { benchWall } from '@invigil/contract/benchServer';
import { ask } from '@invigil/loadtest/machine/ipc';
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
    const started = await start(loopback, core, [process.execPath, program, String(candidates)], { messages: true });
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
