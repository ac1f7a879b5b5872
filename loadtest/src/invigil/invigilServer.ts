import { fileURLToPath } from 'node:url';
import { benchServer } from '@invigil/contract/benchServer';
import type { Target } from '../fleet/orders.ts';
import { ask } from '../machine/ipc.ts';
import type { Place } from '../machine/place.ts';
import { type Started, start } from '../machine/processes.ts';

const program = fileURLToPath(new URL('../../../infra/bench-server/main.ts', import.meta.url));

/** Our signaling and media node in a process of their own, with one worker and a spare one. */
export class InvigilServer {
  readonly target: Target;
  /** The worker that takes the sittings. */
  readonly workerPid: number;
  readonly #started: Started;

  private constructor(options: { started: Started; target: Target; workerPid: number }) {
    this.#started = options.started;
    this.target = options.target;
    this.workerPid = options.workerPid;
  }

  /** Resolves when it listens, with a token for each bot that comes to a room of its own. */
  static async create(options: { place: Place; core: number; bots: number }): Promise<InvigilServer> {
    const { place, core, bots } = options;
    const started = await start(place, core, [process.execPath, program], {
      messages: true,
      env: { BENCH_ADDRESS: place.address },
    });
    const { signalingUrl, workers } = await ask(started.child, benchServer, 'ready', {});
    const { tokens } = bots > 0 ? await ask(started.child, benchServer, 'tokens', { count: bots }) : { tokens: [] };
    const worker = workers.find(({ spare }) => !spare);
    if (!worker) throw new Error('the server has no worker');
    return new InvigilServer({ started, workerPid: worker.pid, target: { kind: 'invigil', signalingUrl, tokens } });
  }

  /** Tokens for candidates of a new room and its proctor; each admits within a minute. */
  room(count: number): Promise<{ tokens: string[]; proctorToken: string }> {
    return ask(this.#started.child, benchServer, 'room', { count });
  }

  get nodePid(): number {
    return this.#started.pid;
  }

  /** Idempotent. */
  close(): Promise<void> {
    return this.#started.stop();
  }
}
