import { execFile } from 'node:child_process';
import { access } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import type { Target } from '../fleet/orders.ts';
import type { Place } from '../machine/place.ts';
import { type Started, start } from '../machine/processes.ts';
import { firstRoom, janusPort, writeJanusConfig } from './janusConfig.ts';

/** Janus in the place of the bench; it is up when it accepts connections. */
export class JanusServer {
  readonly target: Target;
  readonly #place: Place;
  readonly #core: number;
  readonly #folder: string;
  readonly #removeFolder: () => Promise<void>;
  #started: Started;

  private constructor(options: {
    place: Place;
    core: number;
    started: Started;
    folder: string;
    removeFolder: () => Promise<void>;
  }) {
    this.#place = options.place;
    this.#core = options.core;
    this.#started = options.started;
    this.#folder = options.folder;
    this.#removeFolder = options.removeFolder;
    this.target = { kind: 'janus', url: `ws://${options.place.address}:${janusPort}`, firstRoom };
  }

  static async create(options: {
    place: Place;
    core: number;
    rooms: number;
    eventLoops: number;
  }): Promise<JanusServer> {
    const { place, core, rooms, eventLoops } = options;
    const { folder, remove } = await writeJanusConfig({ address: place.address, rooms, eventLoops });
    const started = await startJanus(place, core, folder);
    return new JanusServer({ place, core, started, folder, removeFolder: remove });
  }

  get pid(): number {
    return this.#started.pid;
  }

  /** Kills it outright and starts it again at once, as a supervisor would. Resolves once it is started, not yet up. */
  async crash(): Promise<void> {
    this.#started.child.kill('SIGKILL');
    await this.#started.exited;
    this.#started = await startJanus(this.#place, this.#core, this.#folder);
  }

  /** Idempotent. */
  async close(): Promise<void> {
    await this.#started.stop();
    await this.#removeFolder();
  }
}

function startJanus(place: Place, core: number, folder: string): Promise<Started> {
  return start(place, core, ['janus', '-F', folder, '-C', join(folder, 'janus.jcfg')], { quiet: true });
}

/** The version of the installed Janus, or undefined when there is none. */
export async function janusVersion(): Promise<string | undefined> {
  const folders = (process.env.PATH ?? '').split(delimiter);
  const found = await Promise.all(
    folders.map((folder) =>
      access(join(folder, 'janus')).then(
        () => true,
        () => false,
      ),
    ),
  );
  if (!found.includes(true)) return undefined;
  // It prints its version, then says that it does not know the option and fails.
  const output = await promisify(execFile)('janus', ['--version']).catch((error: unknown) =>
    error instanceof Error && 'stdout' in error ? { stdout: String(error.stdout) } : { stdout: '' },
  );
  return /Janus version: \d+ \(([\d.]+)\)/.exec(output.stdout)?.[1] ?? 'unknown';
}
