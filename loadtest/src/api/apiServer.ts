import { fileURLToPath } from 'node:url';
import { benchApi, type Statement } from '@invigil/contract/benchServer';
import type { z } from 'zod';
import { ask } from '../machine/ipc.ts';
import type { Place } from '../machine/place.ts';
import { type Started, start } from '../machine/processes.ts';

const program = fileURLToPath(new URL('../../../infra/bench-api/main.ts', import.meta.url));

/** The api and its database in processes of their own, on one core together. */
export class ApiServer {
  readonly world: z.output<typeof benchApi.ready.reply>;
  readonly #started: Started;

  private constructor(started: Started, world: ApiServer['world']) {
    this.#started = started;
    this.world = world;
  }

  /** Resolves when it listens. */
  static async create(place: Place, core: number): Promise<ApiServer> {
    const started = await start(place, core, [process.execPath, program], { messages: true });
    return new ApiServer(started, await ask(started.child, benchApi, 'ready', {}));
  }

  get pid(): number {
    return this.#started.pid;
  }

  async codes(count: number): Promise<string[]> {
    return (await ask(this.#started.child, benchApi, 'codes', { count })).codes;
  }

  async statements(path: string, cookie: string): Promise<Statement[]> {
    return (await ask(this.#started.child, benchApi, 'statements', { path, cookie })).statements;
  }

  async hashesPerSecond(seconds: number): Promise<number> {
    return (await ask(this.#started.child, benchApi, 'hashing', { seconds })).perSecond;
  }

  /** Idempotent. */
  close(): Promise<void> {
    return this.#started.stop();
  }
}
