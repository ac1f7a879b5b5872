import { fileURLToPath } from 'node:url';
import type { z } from 'zod';
import { ask } from '../machine/ipc.ts';
import type { Place } from '../machine/place.ts';
import { type Started, start } from '../machine/processes.ts';
import { orders } from './orders.ts';

type Orders = typeof orders;

/** The fleet's process, as the bench commands it. */
export class FleetProcess {
  readonly #started: Started;

  private constructor(started: Started) {
    this.#started = started;
  }

  static async create(place: Place, core: number): Promise<FleetProcess> {
    const program = fileURLToPath(new URL('main.ts', import.meta.url));
    return new FleetProcess(await start(place, core, [process.execPath, program], { messages: true }));
  }

  get pid(): number {
    return this.#started.pid;
  }

  order<N extends keyof Orders & string>(
    name: N,
    data: z.output<Orders[N]['data']>,
    timeoutMs?: number,
  ): Promise<z.output<Orders[N]['reply']>> {
    return ask(this.#started.child, orders, name, data, timeoutMs);
  }

  /** Idempotent. */
  close(): Promise<void> {
    return this.#started.stop();
  }
}
