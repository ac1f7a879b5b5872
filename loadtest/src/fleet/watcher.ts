import { fileURLToPath } from 'node:url';
import type { z } from 'zod';
import type { Watched } from '../bot/proctorBot.ts';
import { ask } from '../machine/ipc.ts';
import type { Place } from '../machine/place.ts';
import { type Started, start } from '../machine/processes.ts';
import { watcherOrders } from './watcherOrders.ts';

const program = fileURLToPath(new URL('watcherMain.ts', import.meta.url));
const longestOrderMs = 90_000;

/** A proctor bot in a process of its own. */
export class Watcher {
  readonly #place: Place;
  readonly #started: Started;

  private constructor(place: Place, started: Started) {
    this.#place = place;
    this.#started = started;
  }

  static async create(place: Place, core: number): Promise<Watcher> {
    return new Watcher(place, await start(place, core, [process.execPath, program], { messages: true }));
  }

  get pid(): number {
    return this.#started.pid;
  }

  async watch(options: { signalingUrl: string; token: string } & Watched): Promise<void> {
    const data = { ...options, bindAddress: this.#place.address };
    await ask(this.#started.child, watcherOrders, 'watch', data, longestOrderMs);
  }

  receive(seconds: number): Promise<z.output<(typeof watcherOrders)['receive']['reply']>> {
    return ask(this.#started.child, watcherOrders, 'receive', { seconds }, longestOrderMs);
  }

  /** Idempotent. */
  close(): Promise<void> {
    return this.#started.stop();
  }
}
